/** netfilter4j: the multi-call program nf4j. */
module org.netfilter4j.cli {
  requires static org.jspecify;
  requires transitive org.netfilter4j.agent;
  requires transitive org.netfilter4j.diagnose;
  requires transitive org.netfilter4j.linux;

  exports org.netfilter4j.cli;
}
