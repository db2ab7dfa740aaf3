package org.netfilter4j.xt.set;

import org.netfilter4j.xt.SetDirectory;

/** The sets of one network namespace. */
public final class SetNamespace implements SetDirectory {
  @Override
  public java.util.OptionalInt dimensions(String set) {
    return java.util.OptionalInt.empty();
  }

  @Override
  public boolean fits(String set, org.netfilter4j.model.Family family) {
    return false;
  }
}
