/** netfilter4j: the multi-call program nf4j. */
module org.netfilter4j.cli {
  requires static org.jspecify;
  requires transitive org.netfilter4j.diagnose;

  exports org.netfilter4j.cli;
}
