/** netfilter4j: the embedded netfilter. */
module org.netfilter4j.engine {
  requires static org.jspecify;
  requires transitive org.netfilter4j.xt;

  exports org.netfilter4j.engine;
  exports org.netfilter4j.engine.conntrack;
  exports org.netfilter4j.engine.route;
}
