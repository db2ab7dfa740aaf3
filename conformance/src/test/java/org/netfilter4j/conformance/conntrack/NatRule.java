package org.netfilter4j.conformance.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Hook;
import org.netfilter4j.xt.lower.Context.Translation;
import org.netfilter4j.xt.lower.Context.Translation.Choice;
import org.netfilter4j.xt.lower.Context.Translation.Side;

/**
 * A rule of the nat table, as both hosts have it. In POSTROUTING it is for packets out of eth1, in
 * INPUT and the others for all.
 *
 * @param protocol the transport protocol, 0 for any
 * @param port the destination port, 0 for any
 * @param target the words from {@code -j} on
 */
record NatRule(Hook hook, int protocol, int port, String target, Translation translation) {
  /** The rule for iptables-restore. */
  String line() {
    return "-A "
        + hook.chain()
        + (hook == Hook.POSTROUTING ? " -o eth1" : "")
        + (protocol == 0 ? "" : " -p " + protocol)
        + (port == 0 ? "" : " --dport " + port)
        + " "
        + target;
  }

  /** DNAT of TCP, UDP and SCTP to that port, to one address and port. */
  static NatRule dnat(int protocol, int port, String to, int toPort) {
    return dnat(Hook.PREROUTING, protocol, port, to, to, toPort, toPort, -1, false);
  }

  /** DNAT to a range of addresses and, if the first is not 0, of ports. */
  static NatRule dnat(
      Hook hook,
      int protocol,
      int port,
      String first,
      String last,
      int firstPort,
      int lastPort,
      int base,
      boolean persistent) {
    return new NatRule(
        hook,
        protocol,
        port,
        "-j DNAT --to-destination "
            + range(first, last, firstPort, lastPort, base)
            + (persistent ? " --persistent" : ""),
        translation(Side.DESTINATION, first, last, firstPort, lastPort, base, persistent));
  }

  /** SNAT to a range of addresses and, if the first is not 0, of ports. */
  static NatRule snat(
      Hook hook,
      int protocol,
      String first,
      String last,
      int firstPort,
      int lastPort,
      boolean persistent) {
    return new NatRule(
        hook,
        protocol,
        0,
        "-j SNAT --to-source "
            + range(first, last, firstPort, lastPort, -1)
            + (persistent ? " --persistent" : ""),
        translation(Side.SOURCE, first, last, firstPort, lastPort, -1, persistent));
  }

  static NatRule masquerade(int protocol) {
    return new NatRule(
        Hook.POSTROUTING,
        protocol,
        0,
        "-j MASQUERADE",
        new Translation(
            Side.SOURCE, null, null, 0, 0, -1, Choice.OUTPUT_INTERFACE, false, false, false));
  }

  static NatRule redirect(Hook hook, int protocol, int port, int firstPort, int lastPort) {
    String ports = firstPort == 0 ? "" : " --to-ports " + firstPort + "-" + lastPort;
    return new NatRule(
        hook,
        protocol,
        port,
        "-j REDIRECT" + ports,
        new Translation(
            Side.DESTINATION,
            null,
            null,
            firstPort,
            lastPort,
            -1,
            Choice.LOCAL,
            false,
            false,
            false));
  }

  private static Translation translation(
      Side side,
      String first,
      String last,
      int firstPort,
      int lastPort,
      int base,
      boolean persistent) {
    @Nullable Address from = Address.parse(first);
    @Nullable Address to = Address.parse(last);
    return new Translation(
        side, from, to, firstPort, lastPort, base, Choice.RANGE, false, false, persistent);
  }

  private static String range(String first, String last, int firstPort, int lastPort, int base) {
    String address = first.equals(last) ? first : first + "-" + last;
    if (firstPort == 0) {
      return address;
    }
    String ports = firstPort == lastPort ? "" + firstPort : firstPort + "-" + lastPort;
    return (address.contains(":") ? "[" + address + "]" : address)
        + ":"
        + ports
        + (base < 0 ? "" : "/" + base);
  }
}
