package org.netfilter4j.engine.route;

import org.netfilter4j.model.Family;

/** The per-interface IPv4 settings that every packet asks for (struct ipv4_devconf). */
record Settings(
    boolean routeLocalnet,
    boolean acceptLocal,
    boolean srcValidMark,
    boolean forwarding,
    boolean sendRedirects,
    int reversePathFilter) {

  static final Settings NONE = new Settings(false, false, false, false, false, 0);

  static Settings of(Sysctls sysctls, Link link) {
    String name = link.name();
    long forwarding = sysctls.number("net.ipv4.ip_forward", 0);
    return new Settings(
        sysctls.largest(Family.IPV4, name, "route_localnet") != 0,
        sysctls.largest(Family.IPV4, name, "accept_local") != 0,
        sysctls.largest(Family.IPV4, name, "src_valid_mark") != 0,
        sysctls.device(Family.IPV4, name, "forwarding", forwarding) != 0,
        sysctls.device(Family.IPV4, "all", "send_redirects", 1) != 0
            || sysctls.device(Family.IPV4, name, "send_redirects", 1) != 0,
        (int) sysctls.largest(Family.IPV4, name, "rp_filter"));
  }
}
