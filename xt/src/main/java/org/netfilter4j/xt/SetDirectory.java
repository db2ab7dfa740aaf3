package org.netfilter4j.xt;

import org.netfilter4j.model.Family;

/** The sets that rules may name. */
public interface SetDirectory {
  /** Whether there is a set of that name. */
  boolean has(String set);

  /** Whether a rule of that family may use the set (some types have no family). */
  boolean fits(String set, Family family);
}
