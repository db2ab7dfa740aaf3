package org.netfilter4j.engine.conntrack;

/** What is kept of a TCP connection. */
final class TcpState implements ProtocolState {
  @Override
  public String name() {
    return "NONE";
  }
}
