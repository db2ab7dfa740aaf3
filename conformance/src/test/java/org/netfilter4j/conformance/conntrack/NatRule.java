package org.netfilter4j.conformance.conntrack;

import org.netfilter4j.model.Hook;
import org.netfilter4j.xt.lower.Context.Translation;

/**
 * A rule of the nat table, as both hosts have it.
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
        + (protocol == 0 ? "" : " -p " + protocol)
        + (port == 0 ? "" : " --dport " + port)
        + " "
        + target;
  }
}
