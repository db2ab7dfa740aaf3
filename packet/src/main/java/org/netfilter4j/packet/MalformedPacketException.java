package org.netfilter4j.packet;

/** Bytes that are no packet; the message is one line. */
public final class MalformedPacketException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Problem problem;

  public MalformedPacketException(Problem problem) {
    super(problem.label().en());
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
