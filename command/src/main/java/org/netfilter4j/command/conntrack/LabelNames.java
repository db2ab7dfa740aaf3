package org.netfilter4j.command.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.conntrack.Labels;
import org.netfilter4j.xt.ConnectionLabels;

/** The labels that commands name. */
final class LabelNames {
  private final ConntrackEnvironment world;
  private @Nullable ConnectionLabels names;
  private boolean read;

  LabelNames(ConntrackEnvironment world) {
    this.world = world;
  }

  /** The names; null where there are none, which is said once. */
  @Nullable ConnectionLabels names() {
    if (!read) {
      read = true;
      names = world.names().labels();
      if (names == null) {
        world.err().print("nfct_labelmap_new: " + Errno.ENOENT.message() + "\n");
      }
    }
    return names;
  }

  /**
   * Adds labels.
   *
   * @param to null for none yet
   * @param list names between commas
   */
  Labels add(@Nullable Labels to, String list) {
    ConnectionLabels known = names();
    Labels labels = to == null ? Labels.NONE : to;
    for (String name : list.split(",", -1)) {
      Integer bit = known == null ? null : known.bit(name);
      if (bit == null) {
        throw ConntrackRejected.parameter("unknown label '" + name + "'");
      }
      labels = labels.with(bit);
    }
    return labels;
  }
}
