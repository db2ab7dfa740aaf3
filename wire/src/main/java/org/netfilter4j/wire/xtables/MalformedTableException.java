package org.netfilter4j.wire.xtables;

/** Bytes of a table that are not what the kernel writes. */
public final class MalformedTableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedTableException(String detail) {
    super(detail, null, false, false);
  }
}
