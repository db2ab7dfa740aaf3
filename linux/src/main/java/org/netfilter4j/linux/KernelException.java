package org.netfilter4j.linux;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;

/** The kernel refused, can't do what was asked, or answered what can't be understood. */
public final class KernelException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final @Nullable Errno errno;

  /** Without an errno: the kernel is not what is needed. */
  public KernelException(String detail) {
    super(detail, null, false, false);
    errno = null;
  }

  public KernelException(String call, Errno errno) {
    super(call + ": " + errno.message(), null, false, false);
    this.errno = errno;
  }

  /** What the kernel answered; null where it did not come to that. */
  public @Nullable Errno errno() {
    return errno;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
