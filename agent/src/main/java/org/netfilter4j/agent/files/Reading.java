package org.netfilter4j.agent.files;

/** What reading a directory's files came to. */
public sealed interface Reading {
  /** They can be read. */
  record Good(Wanted wanted) implements Reading {}

  /**
   * One of them can't.
   *
   * @param file its name
   * @param line the line that is to blame, from 1; 0 where it is the file as a whole
   * @param message what is wrong, in one line
   */
  record Bad(String file, int line, String message) implements Reading {
    /** As compilers say it: {@code 10-web.v4:12: message}. */
    public String text() {
      return line == 0 ? file + ": " + message : file + ":" + line + ": " + message;
    }
  }
}
