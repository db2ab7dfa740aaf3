/** netfilter4j: one file per extension, and the SPI that they are written against. */
module org.netfilter4j.xt {
  requires static org.jspecify;
  requires transitive org.netfilter4j.model;
  requires transitive org.netfilter4j.packet;
  requires transitive org.netfilter4j.wire;

  exports org.netfilter4j.xt;
  exports org.netfilter4j.xt.lower;
  exports org.netfilter4j.xt.match;
  exports org.netfilter4j.xt.nft;
  exports org.netfilter4j.xt.option;
  exports org.netfilter4j.xt.ruleset;
  exports org.netfilter4j.xt.set;
  exports org.netfilter4j.xt.struct;
  exports org.netfilter4j.xt.target;

  uses org.netfilter4j.xt.MatchExtension;
  uses org.netfilter4j.xt.TargetExtension;
}
