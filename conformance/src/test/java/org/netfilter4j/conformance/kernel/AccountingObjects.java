package org.netfilter4j.conformance.kernel;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.netfilter4j.conformance.Namespace;

/** The accounting objects of a namespace (nfnetlink_acct), as {@code nfacct add} makes them. */
public final class AccountingObjects {
  private AccountingObjects() {}

  public static void make(Namespace namespace, List<String> names) {
    AtomicReference<Throwable> failed = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .name("in " + namespace)
            .uncaughtExceptionHandler((_, e) -> failed.set(e))
            .start(() -> {
              Libc.enterNamespace(namespace.file().toString());
              try (Netlink netlink = new Netlink()) {
                names.forEach(netlink::account);
              }
            });
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + namespace, e);
    }
    if (failed.get() != null) {
      throw new IllegalStateException("in " + namespace, failed.get());
    }
  }
}
