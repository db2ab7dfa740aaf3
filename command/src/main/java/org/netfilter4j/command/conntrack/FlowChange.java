package org.netfilter4j.command.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowBuilder;
import org.netfilter4j.model.conntrack.FlowRequest;
import org.netfilter4j.model.conntrack.Labels;

/** What {@code -U} asks of one connection. */
final class FlowChange {
  private FlowChange() {}

  /** What names a connection: its original direction, and the zone. */
  static Flow key(Flow flow) {
    return new FlowBuilder().original(flow.original()).zone(flow.zone()).build();
  }

  /** The change; null where the connection is so already. */
  static @Nullable FlowRequest of(Request request, Flow flow) {
    FlowDraft draft = request.draft;
    FlowBuilder to = draft.state(key(flow).toBuilder()).timeout(draft.timeout);
    boolean changes =
        differs(draft.timeout, flow.timeout())
            || differs(draft.state, flow.state())
            || differs(draft.id, flow.id());
    if (request.has(Parameter.MARK)) {
      long mark = (Math.max(0, flow.mark()) & ~request.markMask ^ request.mark) & 0xffff_ffffL;
      to.mark(mark);
      changes |= mark != flow.mark();
    }
    if (request.has(Parameter.STATUS)) {
      // Bits can be set, not cleared.
      long status = Math.max(0, flow.status()) | draft.status;
      to.status(status);
      changes |= status != flow.status();
    }
    Labels mask = null;
    Labels named = request.changedLabels;
    Labels labels = flow.labels();
    if (request.has(Parameter.LABEL_ADD) && named != null) {
      to.labels(named);
      mask = labels == null ? null : named;
      // The C tool sends labels even where all of them are there, or are gone, and counts that.
      changes = true;
    } else if (request.has(Parameter.LABEL_DELETE) && labels != null) {
      to.labels(Labels.NONE);
      mask = named;
      changes = true;
    }
    return changes
        ? new FlowRequest(to.build(), null, null, draft.tcpFlags, Flow.ABSENT, mask)
        : null;
  }

  private static boolean differs(long wanted, long known) {
    return wanted != Flow.ABSENT && wanted != known;
  }
}
