package org.netfilter4j.command.conntrack;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.conntrack.Labels;
import org.netfilter4j.xt.ConnectionLabels;

/** The labels that a command names. */
final class LabelNames {
  private LabelNames() {}

  static void resolve(ConntrackEnvironment world, Request request) {
    ConnectionLabels names = world.names().labels();
    if (names == null) {
      world.err().print("nfct_labelmap_new: " + Errno.ENOENT.message() + "\n");
    }
    request.labels = bits(names, request.labelNames);
    request.changedLabels = bits(names, request.changedLabelNames);
  }

  private static @Nullable Labels bits(@Nullable ConnectionLabels names, List<String> lists) {
    if (lists.isEmpty()) {
      return null;
    }
    Labels labels = Labels.NONE;
    for (String list : lists) {
      for (String name : list.split(",", -1)) {
        Integer bit = names == null ? null : names.bit(name);
        if (bit == null) {
          throw ConntrackRejected.parameter("unknown label '" + name + "'");
        }
        labels = labels.with(bit);
      }
    }
    return labels;
  }
}
