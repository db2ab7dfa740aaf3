package org.netfilter4j.engine.conntrack;

/** What is kept of an SCTP association. */
final class SctpState implements ProtocolState {
  @Override
  public String name() {
    return "NONE";
  }
}
