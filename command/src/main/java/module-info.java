/** netfilter4j: the command languages iptables, ipset and their kin. */
module org.netfilter4j.command {
  requires static org.jspecify;
  requires transitive org.netfilter4j.xt;

  exports org.netfilter4j.command;
  exports org.netfilter4j.command.conntrack;
  exports org.netfilter4j.command.ipset;
  exports org.netfilter4j.command.monitor;
}
