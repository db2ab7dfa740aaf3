package org.netfilter4j.xt.target;

import org.netfilter4j.model.Family;

/**
 * The connection tracking helpers of the kernel (net/netfilter/nf_conntrack_*.c), by name, protocol
 * and family.
 */
final class ConnectionHelper {
  private static final int TCP = 6;
  private static final int UDP = 17;

  private ConnectionHelper() {}

  /**
   * Whether the kernel has that helper.
   *
   * @param protocol the number of the rule's protocol; 0, for which there is none, for any
   */
  static boolean exists(String name, Family family, int protocol) {
    return switch (name) {
      case "ftp", "sane", "Q.931" -> protocol == TCP;
      case "irc", "pptp" -> protocol == TCP && family == Family.IPV4;
      case "sip" -> protocol == TCP || protocol == UDP;
      case "amanda", "tftp", "RAS", "H.245" -> protocol == UDP;
      case "netbios-ns", "snmp", "snmp_trap" -> protocol == UDP && family == Family.IPV4;
      default -> false;
    };
  }
}
