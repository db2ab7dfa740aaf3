package org.netfilter4j.wire.netlink;

/** A netlink message that contradicts itself. */
public final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedMessageException(String detail) {
    super(detail, null, false, false);
  }
}
