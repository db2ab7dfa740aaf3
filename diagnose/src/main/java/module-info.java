/** netfilter4j: why, replay and the other answers. */
module org.netfilter4j.diagnose {
  requires static org.jspecify;
  requires transitive org.netfilter4j.host;
  requires transitive org.netfilter4j.linux;
  requires tools.jackson.databind;

  exports org.netfilter4j.diagnose;
  exports org.netfilter4j.diagnose.bisect;
  exports org.netfilter4j.diagnose.live;
  exports org.netfilter4j.diagnose.replay;
  exports org.netfilter4j.diagnose.trace;
  exports org.netfilter4j.diagnose.watch;
}
