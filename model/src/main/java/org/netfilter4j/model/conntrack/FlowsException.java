package org.netfilter4j.model.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;

/** The table's keeper refused what was asked. */
public final class FlowsException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final @Nullable Errno errno;

  public FlowsException(Errno errno) {
    super(errno.message(), null, false, false);
    this.errno = errno;
  }

  /** What was asked can't be put into words for the keeper: it lacks an address or a protocol. */
  public FlowsException(String detail) {
    super(detail, null, false, false);
    errno = null;
  }

  /** What the keeper answered; null where it was not asked. */
  public @Nullable Errno errno() {
    return errno;
  }
}
