/** netfilter4j: rules and rulesets as values, for programs. */
module org.netfilter4j.rules {
  requires static org.jspecify;
  requires transitive org.netfilter4j.command;

  exports org.netfilter4j.rules;
  exports org.netfilter4j.rules.provenance;
}
