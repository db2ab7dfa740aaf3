package org.netfilter4j.command;

/** The lock that keeps commands on one host apart, as the C tools' /run/xtables.lock does. */
public interface XtablesLock {
  /**
   * Takes the lock.
   *
   * @param seconds how long to wait: 0 not at all, negative without end
   * @return what releases it, or null where another holds it
   */
  java.io.@org.jspecify.annotations.Nullable Closeable acquire(int seconds);

  /** A lock that nobody else ever holds. */
  XtablesLock NONE = seconds -> () -> {};
}
