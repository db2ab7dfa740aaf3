package org.netfilter4j.linux;

/** This process can't, or must not, act for another one. The message says why. */
public final class RefusedCallerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedCallerException(String message) {
    super(message);
  }
}
