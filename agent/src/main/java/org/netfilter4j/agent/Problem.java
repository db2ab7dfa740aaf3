package org.netfilter4j.agent;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.keep.KeeperException;

/**
 * What keeps the rules from being as they should be.
 *
 * @param reason of the metrics
 * @param file the name of the file that is to blame; null where none is
 * @param line from 1; 0 where none is to blame
 * @param message in one line
 */
record Problem(Reason reason, @Nullable String file, int line, String message) {
  /** What kind of problem, by the word in metrics and logs. */
  enum Reason {
    /** The directory can't be read. */
    DIRECTORY("directory"),
    /** A file can't be read, or says what can't be understood. */
    FILE("file"),
    /** The files want what the kernel does not take. */
    WRONG("wrong"),
    /** A chain or rule of somebody else's is not there. */
    NOT_READY("not_ready"),
    /** Another program holds the xtables lock. */
    LOCK("lock"),
    /** Other programs change the rules without a pause. */
    BUSY("busy"),
    /** A right, or a part of the kernel, is missing. */
    UNAVAILABLE("unavailable"),
    /** The kernel refused. */
    REFUSED("refused"),
    /** The memory of this program is too small. */
    MEMORY("memory"),
    /** Another program undoes what the agent does, again and again. */
    FIGHT("fight");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** A problem of no file. */
  static Problem of(Reason reason, String message) {
    return new Problem(reason, null, 0, message);
  }

  /** Why a keeper could not do something. */
  static Problem of(KeeperException e) {
    Reason reason =
        switch (e.reason()) {
          case WRONG -> Reason.WRONG;
          case NOT_READY -> Reason.NOT_READY;
          case LOCKED -> Reason.LOCK;
          case BUSY -> Reason.BUSY;
          case UNAVAILABLE -> Reason.UNAVAILABLE;
          case REFUSED -> Reason.REFUSED;
        };
    return new Problem(reason, e.file(), e.line(), e.getMessage());
  }

  /** The heap is too small; {@code what} says for what, with its verb. */
  static Problem ofMemory(String what) {
    return of(
        Reason.MEMORY,
        what
            + " more memory than this program may use ("
            + (Runtime.getRuntime().maxMemory() >> 20)
            + " MiB): start it with a larger -Xmx");
  }

  /** As compilers say it: {@code 10-web.v4:12: message}. */
  String text() {
    return file == null
        ? message
        : line == 0 ? file + ": " + message : file + ":" + line + ": " + message;
  }
}
