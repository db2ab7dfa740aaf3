package org.netfilter4j.xt;

/**
 * A command line that the C tool would end with a message and an exit code. It has no stack trace:
 * the message is all that a user sees.
 */
public final class Rejected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The C tool's exit codes (enum xtables_exittype). */
  public enum Kind {
    OTHER_PROBLEM(1),
    PARAMETER_PROBLEM(2),
    VERSION_PROBLEM(3),
    RESOURCE_PROBLEM(4);

    private final int exit;

    Kind(int exit) {
      this.exit = exit;
    }

    public int exit() {
      return exit;
    }
  }

  private final Kind kind;

  public Rejected(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /** A mistake in the words of a command: exit code 2, and the hint to try {@code -h}. */
  public static Rejected parameter(String message) {
    return new Rejected(Kind.PARAMETER_PROBLEM, message);
  }

  /** An argument that its option can't take, in xtables' words (XTF_BAD_VALUE). */
  public static Rejected badValue(String owner, String option, String text) {
    return parameter(owner + ": Bad value for \"--" + option + "\" option: \"" + text + "\"");
  }

  /** An option behind which the argument is missing. */
  public static Rejected noArgument(String option) {
    return parameter("option \"" + option + "\" requires an argument");
  }

  /** Anything else: exit code 1. */
  public static Rejected other(String message) {
    return new Rejected(Kind.OTHER_PROBLEM, message);
  }

  public Kind kind() {
    return kind;
  }

  /** The message; never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
