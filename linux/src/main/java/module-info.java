/** netfilter4j: the Linux kernel, driven directly. */
module org.netfilter4j.linux {
  requires static org.jspecify;
  requires transitive org.netfilter4j.rules;

  exports org.netfilter4j.linux;
}
