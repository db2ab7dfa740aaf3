package org.netfilter4j.agent.keep;

import org.jspecify.annotations.Nullable;

/** What is wanted can't be applied; the kernel is as it was before. */
public final class KeeperException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The files want what can't be: they must be changed. */
    WRONG,
    /** A chain, rule or set of somebody else's is not there (yet). */
    NOT_READY,
    /** Another program holds the xtables lock. */
    LOCKED,
    /** Other programs change the rules so often that no change of ours comes between. */
    BUSY,
    /** The right is missing, or a part of the kernel. */
    UNAVAILABLE,
    /** The kernel refused for a reason that may pass, such as too little memory. */
    REFUSED
  }

  private final Reason reason;
  private final @Nullable String file;
  private final int line;

  KeeperException(Reason reason, @Nullable String file, int line, String message) {
    super(message, null, false, false);
    this.reason = reason;
    this.file = file;
    this.line = line;
  }

  public Reason reason() {
    return reason;
  }

  /** The name of the file that is to blame; null where none is. */
  public @Nullable String file() {
    return file;
  }

  /** The number of its line, from 1; 0 where none is to blame. */
  public int line() {
    return line;
  }

  /** Whether the same may succeed at another time without the files being changed. */
  public boolean mayHelpLater() {
    return reason != Reason.WRONG;
  }

  /** What is wrong, in one line without file and line. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** As compilers say it: {@code 10-web.v4:12: message}. */
  public String text() {
    return file == null
        ? getMessage()
        : line == 0 ? file + ": " + getMessage() : file + ":" + line + ": " + getMessage();
  }
}
