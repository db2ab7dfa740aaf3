package org.netfilter4j.model;

/** A rule in its place in a chain, with what it has counted. */
public record Entry(Rule rule, Counters counters) {
  public Entry withCounters(Counters counters) {
    return new Entry(rule, counters);
  }
}
