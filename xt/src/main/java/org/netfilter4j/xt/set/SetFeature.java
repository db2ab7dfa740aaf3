package org.netfilter4j.xt.set;

/** What a set type's elements hold; sets are swapped only with sets of the same (IPSET_TYPE_*). */
public enum SetFeature {
  IP,
  PORT,
  MAC,
  IP2,
  NAME,
  IFACE,
  MARK,
  /** Elements may be exceptions. */
  NOMATCH
}
