package org.netfilter4j.command.conntrack;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.model.conntrack.Labels;
import org.netfilter4j.xt.ConnectionLabels;

/**
 * Connections as text that nothing is lost of: lines of {@code conntrack -L -o extended,id}, with
 * words at their end for what those don't tell. Who reads the lines of the C tool passes over
 * those.
 */
public final class FlowText {
  static final String STATUS = "status";
  static final String ORIGINAL_TAG = "orig-vtag";
  static final String REPLY_TAG = "reply-vtag";
  static final String LABELS = "labels";

  /** Before the number of a label without a name. */
  static final char BIT = '#';

  private FlowText() {}

  /**
   * Appends a line, without its end.
   *
   * @param names of labels; null where they have none
   */
  public static void append(StringBuilder out, Flow flow, @Nullable ConnectionLabels names) {
    Flow timeless =
        flow.started() == Flow.ABSENT
            ? flow
            : flow.toBuilder().started(Flow.ABSENT).stopped(Flow.ABSENT).build();
    new FlowLine(Clock.systemUTC(), true, false, true, null).append(out, timeless);
    Labels labels = flow.labels();
    if (labels != null && !labels.isEmpty()) {
      out.append(' ').append(LABELS).append('=');
      for (int bit = 0; bit < Labels.BITS; bit++) {
        if (labels.has(bit)) {
          String name = names == null ? null : names.name(bit);
          out.append(name == null ? BIT + Integer.toString(bit) : name).append(',');
        }
      }
      out.setLength(out.length() - 1);
    }
    if (flow.originalTag() != Flow.ABSENT) {
      out.append(' ').append(ORIGINAL_TAG).append('=').append(flow.originalTag());
    }
    if (flow.replyTag() != Flow.ABSENT) {
      out.append(' ').append(REPLY_TAG).append('=').append(flow.replyTag());
    }
    if (flow.status() != Flow.ABSENT && flow.status() != status(flow)) {
      out.append(' ').append(STATUS).append("=0x").append(Long.toHexString(flow.status()));
    }
  }

  /** The status that a line without that word stands for. */
  static long status(Flow flow) {
    long status =
        FlowStatus.CONFIRMED
            | flow.status()
                & (FlowStatus.SEEN_REPLY
                    | FlowStatus.ASSURED
                    | FlowStatus.OFFLOAD
                    | FlowStatus.HW_OFFLOAD);
    if (flow.isSourceTranslated() || differ(flow, true)) {
      status |= FlowStatus.SRC_NAT | FlowStatus.SRC_NAT_DONE;
    }
    if (flow.isDestinationTranslated() || differ(flow, false)) {
      status |= FlowStatus.DST_NAT | FlowStatus.DST_NAT_DONE;
    }
    return flow.helper() == null ? status : status | FlowStatus.HELPER;
  }

  private static boolean differ(Flow flow, boolean source) {
    return source
        ? flow.original().sourcePort() != flow.reply().destinationPort()
        : flow.original().destinationPort() != flow.reply().sourcePort();
  }

  /**
   * Reads a line, of {@code conntrack -L} with any of its options or of /proc/net/nf_conntrack.
   *
   * @param names of labels; null where they have none
   * @throws IllegalArgumentException saying which word is wrong, and what was expected
   */
  public static Flow parse(String line, @Nullable ConnectionLabels names) {
    return new FlowLineReader(line, names).read();
  }
}
