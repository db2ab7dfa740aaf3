package org.netfilter4j.engine.conntrack;

/** Connections as {@code conntrack -L -o extended} prints them. */
public final class ConnectionText {
  private ConnectionText() {}

  /** One line without its end. */
  public static String format(ConnectionEntry entry, long now) {
    return entry.originalTuple().toString();
  }
}
