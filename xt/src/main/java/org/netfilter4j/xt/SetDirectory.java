package org.netfilter4j.xt;

import java.util.OptionalInt;
import org.netfilter4j.model.Family;

/** The sets that rules may name. */
public interface SetDirectory {
  /** The number of dimensions (1 to 3) of the set of that name; empty where there is none. */
  OptionalInt dimensions(String set);

  /** Whether a rule of that family may use the set (some types have no family). */
  boolean fits(String set, Family family);
}
