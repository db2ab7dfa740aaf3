package org.netfilter4j.linux;

import java.util.function.Supplier;

/** Lets tests of other packages do things in a namespace: sockets stay where they are opened. */
public final class InNamespace {
  private InNamespace() {}

  /** Does something on a thread that is in the namespace. */
  public static <T> T call(NetworkNamespace namespace, Supplier<T> action) {
    return namespace.in(action);
  }
}
