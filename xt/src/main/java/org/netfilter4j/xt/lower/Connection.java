package org.netfilter4j.xt.lower;

import org.netfilter4j.model.Address;

/** A connection tracking entry, as extensions see it. */
public interface Connection {
  /** The addresses and ports (or ICMP id, type and code) of one direction. */
  record Tuple(
      Address source,
      Address destination,
      int sourcePort,
      int destinationPort,
      int protocol,
      int zone) {}

  Tuple original();

  Tuple reply();

  /** IPS_* bits: EXPECTED 1, SEEN_REPLY 2, ASSURED 4, CONFIRMED 8, SNAT 16, DNAT 32. */
  int status();

  int mark();

  void setMark(int mark);

  /** The name of the helper; "" where there is none. */
  String helper();

  /** When the entry times out, in nanoseconds on the engine's clock. */
  long expires();
}
