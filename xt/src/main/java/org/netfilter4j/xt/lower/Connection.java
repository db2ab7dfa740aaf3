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

  /** What connections have only where a rule asks for it, from their beginning on. */
  enum Extra {
    /** Counters (net.netfilter.nf_conntrack_acct). */
    ACCOUNTING,
    /** Labels (nf_connlabels_get). */
    LABELS
  }

  /** Whether packets and bytes are counted. */
  boolean isAccounted();

  /** The packets seen in a direction; 0 where they are not counted. */
  long packets(boolean reply);

  /** Their bytes from the network header on. */
  long bytes(boolean reply);

  /** Whether the connection has the label of that bit, 0 to 127. */
  boolean hasLabel(int bit);

  /** Gives it that label; false where it has no room for labels. */
  boolean addLabel(int bit);

  /** The id of its zone, 0 to 65535. */
  int zone();

  /** Whether it is a TCP connection that is over: TIME_WAIT or CLOSE. */
  boolean isClosed();

  /** When the entry times out, in nanoseconds on the engine's clock. */
  long expires();
}
