package org.netfilter4j.xt.set;

/** The words after {@code create NAME TYPE} and after an element, by the option they stand for. */
public enum SetKeyword {
  FAMILY("family"),
  HASHSIZE("hashsize"),
  MAXELEM("maxelem"),
  NETMASK("netmask"),
  BITMASK("bitmask"),
  MARKMASK("markmask"),
  RANGE("range"),
  SIZE("size"),
  TIMEOUT("timeout"),
  COUNTERS("counters"),
  /** A flag after create, with text after an element. */
  COMMENT("comment"),
  SKBINFO("skbinfo"),
  FORCEADD("forceadd"),
  BUCKETSIZE("bucketsize"),
  INITVAL("initval"),
  NOMATCH("nomatch"),
  WILDCARD("wildcard"),
  PACKETS("packets"),
  BYTES("bytes"),
  SKBMARK("skbmark"),
  SKBPRIO("skbprio"),
  SKBQUEUE("skbqueue"),
  BEFORE("before"),
  AFTER("after");

  private final String word;

  SetKeyword(String word) {
    this.word = word;
  }

  /** The word as it is typed and printed. */
  public String word() {
    return word;
  }
}
