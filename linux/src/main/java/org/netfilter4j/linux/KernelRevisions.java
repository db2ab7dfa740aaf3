package org.netfilter4j.linux;

import org.netfilter4j.model.Family;
import org.netfilter4j.xt.struct.Revisions;

/** The revisions that the running kernel takes; it is asked once for each. */
final class KernelRevisions implements Revisions {
  private final NetworkNamespace namespace;

  KernelRevisions(NetworkNamespace namespace) {
    this.namespace = namespace;
  }

  @Override
  public boolean has(Family family, boolean target, String name, int revision) {
    try (XtablesSocket socket = XtablesSocket.open(namespace, family)) {
      return socket.hasRevision(target, name, revision);
    }
  }
}
