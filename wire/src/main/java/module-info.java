/** netfilter4j: pure codecs of what the kernel speaks. */
module org.netfilter4j.wire {
  requires static org.jspecify;
  requires transitive org.netfilter4j.model;

  exports org.netfilter4j.wire.conntrack;
  exports org.netfilter4j.wire.ipset;
  exports org.netfilter4j.wire.netlink;
  exports org.netfilter4j.wire.nft;
  exports org.netfilter4j.wire.route;
  exports org.netfilter4j.wire.xtables;
}
