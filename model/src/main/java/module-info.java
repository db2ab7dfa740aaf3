/** netfilter4j: values: addresses, fields, conditions, actions, rules, chains, tables, edits. */
module org.netfilter4j.model {
  requires static org.jspecify;

  exports org.netfilter4j.model;
  exports org.netfilter4j.model.conntrack;
  exports org.netfilter4j.model.watch;
}
