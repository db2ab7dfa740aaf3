/** netfilter4j: bytes and headers, checksums, captures. */
module org.netfilter4j.packet {
  requires static org.jspecify;
  requires transitive org.netfilter4j.model;

  exports org.netfilter4j.packet;
  exports org.netfilter4j.packet.capture;
}
