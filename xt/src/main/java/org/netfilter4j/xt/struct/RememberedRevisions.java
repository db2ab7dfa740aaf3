package org.netfilter4j.xt.struct;

import java.util.HashMap;
import java.util.Map;
import org.netfilter4j.model.Family;

/** Asks for each revision once. Safe for several threads. */
public final class RememberedRevisions implements Revisions {
  private record Key(Family family, boolean target, String name, int revision) {}

  private final Revisions of;
  private final Map<Key, Boolean> known = new HashMap<>();

  public RememberedRevisions(Revisions of) {
    this.of = of;
  }

  @Override
  public synchronized boolean has(Family family, boolean target, String name, int revision) {
    Key key = new Key(family, target, name, revision);
    Boolean has = known.get(key);
    if (has == null) {
      has = of.has(family, target, name, revision);
      known.put(key, has);
    }
    return has;
  }
}
