package org.netfilter4j.host;

import org.netfilter4j.model.Family;
import org.netfilter4j.xt.SetDirectory;

/** A host's sets, read when the first rule names one. */
record LazySets(EmbeddedHost host) implements SetDirectory {
  @Override
  public boolean has(String set) {
    return host.sets().has(set);
  }

  @Override
  public boolean fits(String set, Family family) {
    return host.sets().fits(set, family);
  }
}
