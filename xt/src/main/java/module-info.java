/** netfilter4j: one file per extension, and the SPI they are written against. */
module org.netfilter4j.xt {
  requires static org.jspecify;
  requires transitive org.netfilter4j.packet;
  requires transitive org.netfilter4j.wire;

  exports org.netfilter4j.xt;
}
