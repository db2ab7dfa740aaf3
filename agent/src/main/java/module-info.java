/** netfilter4j: rules that stay. */
module org.netfilter4j.agent {
  requires static org.jspecify;
  requires transitive org.netfilter4j.linux;
  requires io.prometheus.metrics.core;
  requires io.prometheus.metrics.model;
  requires io.prometheus.writer.text;
  requires jdk.httpserver;
  requires jdk.unsupported;

  exports org.netfilter4j.agent;
  exports org.netfilter4j.agent.files;
  exports org.netfilter4j.agent.keep;
  exports org.netfilter4j.agent.persist;
  exports org.netfilter4j.agent.trial;
}
