package org.netfilter4j.linux;

import java.util.HashMap;
import java.util.Map;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.struct.Revisions;

/** The revisions that the running kernel takes; it is asked once for each. */
final class KernelRevisions implements Revisions {
  private record Key(Family family, boolean target, String name, int revision) {}

  private final NetworkNamespace namespace;
  private final Map<Key, Boolean> known = new HashMap<>();

  KernelRevisions(NetworkNamespace namespace) {
    this.namespace = namespace;
  }

  @Override
  public synchronized boolean has(Family family, boolean target, String name, int revision) {
    Key key = new Key(family, target, name, revision);
    Boolean has = known.get(key);
    if (has == null) {
      try (XtablesSocket socket = XtablesSocket.open(namespace, family)) {
        has = socket.hasRevision(target, name, revision);
      }
      known.put(key, has);
    }
    return has;
  }
}
