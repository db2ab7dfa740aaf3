/** netfilter4j: the embedded host, a directory of what the standard tools print. */
module org.netfilter4j.host {
  requires static org.jspecify;
  requires transitive org.netfilter4j.command;
  requires transitive org.netfilter4j.engine;
  requires tools.jackson.core;
  requires tools.jackson.databind;

  exports org.netfilter4j.host;
}
