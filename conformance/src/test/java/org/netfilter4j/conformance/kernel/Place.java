package org.netfilter4j.conformance.kernel;

/** Where a packet enters or leaves the host under test. */
public enum Place {
  /** The interface eth0: whole Ethernet frames. */
  ETH0,
  /** The interface eth1: whole Ethernet frames. */
  ETH1,
  /** The host's own processes: IP packets, sent by them or delivered to them. */
  LOCAL
}
