package org.netfilter4j.rules;

/** What connection tracking says of a packet: the names of {@code --ctstate}. */
public enum ConnectionState {
  /** It can't be given to any connection. */
  INVALID,
  /** It begins a connection, or its connection has seen packets in one direction only. */
  NEW,
  /** Its connection has seen packets in both directions. */
  ESTABLISHED,
  /** It begins a connection that another expects, or is an error about one. */
  RELATED,
  /** It was told not to be tracked. */
  UNTRACKED,
  /** Its connection's source is translated. */
  SNAT,
  /** Its connection's destination is translated. */
  DNAT
}
