package org.netfilter4j.xt.set;

/** How a part of an element is written, between commas. */
public enum ElementPart {
  /** IPv4: address, network or range; IPv6: a single address. */
  IP,
  /** A single address. */
  SINGLE_IP,
  /** IPv4: address, network or range; IPv6: address or network. */
  NET,
  /** {@code [proto:]port[-port]}, or ICMP type and code; TCP where no protocol is given. */
  PROTO_PORT,
  /** {@code [tcp:|udp:]port[-port]}; the protocol only helps to find a service. */
  PORT,
  /** An Ethernet address. */
  MAC,
  /** A packet mark, 32 bits. */
  MARK,
  /** The name of an interface, after {@code physdev:} that of a bridge port. */
  IFACE,
  /** The name of a set. */
  SET;

  /** Whether it is an address or a network. */
  public boolean isAddress() {
    return this == IP || this == SINGLE_IP || this == NET;
  }
}
