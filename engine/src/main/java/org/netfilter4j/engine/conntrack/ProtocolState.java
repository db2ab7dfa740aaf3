package org.netfilter4j.engine.conntrack;

/** What a protocol keeps of a connection beyond its tuples. */
sealed interface ProtocolState permits TcpState, SctpState {
  /** The state's name as conntrack(8) prints it. */
  String name();
}
