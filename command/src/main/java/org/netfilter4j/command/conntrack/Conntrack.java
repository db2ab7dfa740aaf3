package org.netfilter4j.command.conntrack;

import java.util.List;

/** The {@code conntrack} command. */
public final class Conntrack {
  private Conntrack() {}

  /**
   * Carries out a command line. {@code -E} ends when the thread is interrupted; where the JVM is
   * told to end meanwhile, it halts with 0 after the last words.
   *
   * @param words after the program's name
   * @return the exit code: 0, 1 where it was refused or nothing was there to be changed, 2 for
   *     mistakes in the words
   */
  public static int run(List<String> words, ConntrackEnvironment world) {
    try {
      return new Session(world).execute(words);
    } catch (ConntrackRejected e) {
      world.out().flush();
      world.err().print(Session.VERSION + ": " + e.text() + "\n");
      if (e.exit() == ConntrackRejected.PARAMETER) {
        world.err().print("Try `conntrack -h' or 'conntrack --help' for more information.\n");
      }
      return e.exit();
    } finally {
      world.out().flush();
      world.err().flush();
    }
  }
}
