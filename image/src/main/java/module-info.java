/** netfilter4j: what its container image is made of. */
module org.netfilter4j.image {
  requires static org.jspecify;
  requires org.netfilter4j.command;

  exports org.netfilter4j.image;
}
