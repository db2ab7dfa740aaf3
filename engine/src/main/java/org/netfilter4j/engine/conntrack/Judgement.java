package org.netfilter4j.engine.conntrack;

/** What a protocol says of a packet of one of its connections. */
enum Judgement {
  /** It is a part of the connection. */
  VALID,
  /** It is not; it goes on without a connection. */
  INVALID,
  /** The connection is gone, and the packet may begin another. */
  AGAIN
}
