package org.netfilter4j.command.conntrack;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.Ctime;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.conntrack.Expectation;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowEvent;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.model.conntrack.Labels;
import org.netfilter4j.model.conntrack.Tuple;
import org.netfilter4j.xt.ConnectionLabels;

/** Connections and expectations, a line each, as conntrack(8) prints them unless told otherwise. */
public final class FlowLine {
  private static final long SECOND = 1_000_000_000L;
  private static final int ICMP = 1;
  private static final int GRE = 47;
  private static final int ICMPV6 = 58;

  private final Clock clock;
  private final boolean layer3;
  private final boolean times;
  private final boolean id;
  private final @Nullable ConnectionLabels labels;

  /**
   * @param clock for ages
   * @param layer3 whether lines begin with the family
   * @param times whether begin and end are printed
   * @param id whether the connection's number is printed
   * @param labels their names; null where labels are not printed
   */
  public FlowLine(
      Clock clock, boolean layer3, boolean times, boolean id, @Nullable ConnectionLabels labels) {
    this.clock = clock;
    this.layer3 = layer3;
    this.times = times;
    this.id = id;
    this.labels = labels;
  }

  /** The name of a protocol as connections are listed with it. */
  static String protocol(int number) {
    ProtocolWords known = ProtocolWords.of(number);
    return known == null ? "unknown" : known.word();
  }

  /** Appends what begins the line of an event. */
  static void event(StringBuilder out, FlowEvent.Kind kind) {
    out.append(
        switch (kind) {
          case NEW -> "    [NEW] ";
          case UPDATE -> " [UPDATE] ";
          case DESTROY -> "[DESTROY] ";
        });
  }

  /** Appends a connection, without the end of the line. */
  public void append(StringBuilder out, Flow flow) {
    int start = out.length();
    Tuple original = flow.original();
    int protocol = Math.max(0, original.protocol());
    if (layer3) {
      boolean ipv4 = original.family() == Family.IPV4;
      padded(out, ipv4 ? "ipv4" : "ipv6").append(ipv4 ? 2 : 10).append(' ');
    }
    padded(out, protocol(protocol)).append(protocol).append(' ');
    if (flow.timeout() != Flow.ABSENT) {
      out.append(flow.timeout()).append(' ');
    }
    if (flow.state() != Flow.ABSENT) {
      ProtocolWords words = ProtocolWords.of(protocol);
      if (words != null && !ProtocolStates.of(words).isEmpty()) {
        out.append(ProtocolStates.name(ProtocolStates.of(words), flow.state())).append(' ');
      }
    }
    tuple(out, original, "src=", " dst=");
    zone(out, "zone-orig=", original.zone());
    counters(out, flow.originalCounters());
    if (flow.status() != Flow.ABSENT && !flow.has(FlowStatus.SEEN_REPLY)) {
      out.append("[UNREPLIED] ");
    }
    tuple(out, flow.reply(), "src=", " dst=");
    zone(out, "zone-reply=", flow.reply().zone());
    counters(out, flow.replyCounters());
    if (flow.has(FlowStatus.HW_OFFLOAD)) {
      out.append("[HW_OFFLOAD] ");
    } else if (flow.has(FlowStatus.OFFLOAD)) {
      out.append("[OFFLOAD] ");
    } else if (flow.has(FlowStatus.ASSURED)) {
      out.append("[ASSURED] ");
    }
    number(out, "mark=", flow.mark());
    number(out, "secmark=", flow.secmark());
    text(out, "secctx=", flow.securityContext());
    zone(out, "zone=", flow.zone());
    times(out, flow);
    text(out, "helper=", flow.helper());
    number(out, "use=", flow.use());
    if (id) {
      number(out, "id=", flow.id());
    }
    labels(out, flow);
    if (out.length() > start) {
      out.setLength(out.length() - 1);
    }
  }

  private static StringBuilder padded(StringBuilder out, String word) {
    return out.append(word).repeat(' ', 9 - word.length());
  }

  private static void number(StringBuilder out, String name, long value) {
    if (value != Flow.ABSENT) {
      out.append(name).append(value).append(' ');
    }
  }

  private static void zone(StringBuilder out, String name, int value) {
    number(out, name, value);
  }

  private static void text(StringBuilder out, String name, @Nullable String value) {
    if (value != null) {
      out.append(name).append(value).append(' ');
    }
  }

  private static void tuple(
      StringBuilder out, Tuple tuple, String sourceName, String destinationName) {
    if (tuple.source() != null) {
      out.append(sourceName).append(tuple.source());
      out.append(destinationName).append(tuple.destination()).append(' ');
    }
    switch (tuple.protocol()) {
      case ICMP, ICMPV6 ->
          out.append("type=")
              .append(Math.max(0, tuple.icmpType()))
              .append(" code=")
              .append(Math.max(0, tuple.icmpCode()))
              .append(" id=")
              .append(Math.max(0, tuple.icmpId()))
              .append(' ');
      case GRE ->
          out.append("srckey=0x")
              .append(Integer.toHexString(Math.max(0, tuple.sourcePort())))
              .append(" dstkey=0x")
              .append(Integer.toHexString(Math.max(0, tuple.destinationPort())))
              .append(' ');
      default -> {
        if (ProtocolWords.of(tuple.protocol()) != null) {
          out.append("sport=")
              .append(Math.max(0, tuple.sourcePort()))
              .append(" dport=")
              .append(Math.max(0, tuple.destinationPort()))
              .append(' ');
        }
      }
    }
  }

  private static void counters(StringBuilder out, @Nullable Counters counters) {
    if (counters != null) {
      out.append("packets=").append(Long.toUnsignedString(counters.packets()));
      out.append(" bytes=").append(Long.toUnsignedString(counters.bytes())).append(' ');
    }
  }

  private void times(StringBuilder out, Flow flow) {
    if (flow.started() == Flow.ABSENT) {
      return;
    }
    out.append("delta-time=").append(Long.toUnsignedString(age(flow, clock))).append(' ');
    if (times) {
      out.append("[start=").append(time(flow.started())).append("] ");
      if (flow.stopped() != Flow.ABSENT) {
        out.append("[stop=").append(time(flow.stopped())).append("] ");
      }
    }
  }

  /** Whole seconds from begin to end, or to now. */
  static long age(Flow flow, Clock clock) {
    long end = flow.stopped() > 0 ? flow.stopped() / SECOND : clock.millis() / 1000;
    return end - flow.started() / SECOND;
  }

  private String time(long nanoseconds) {
    Instant instant = Instant.ofEpochSecond(nanoseconds / SECOND);
    return Ctime.of(Clock.fixed(instant, clock.getZone()));
  }

  private void labels(StringBuilder out, Flow flow) {
    Labels set = flow.labels();
    if (labels == null || set == null) {
      return;
    }
    out.append("labels=");
    for (int bit = 0; bit < Labels.BITS; bit++) {
      String name = set.has(bit) ? labels.name(bit) : null;
      if (name != null && !name.isEmpty()) {
        out.append(name).append(',');
      }
    }
    // The last comma; where no label has a name, the equals sign, as the C tool has it.
    out.setCharAt(out.length() - 1, ' ');
  }

  /** Appends an expectation, without the end of the line. */
  static void append(StringBuilder out, Expectation expectation) {
    Tuple tuple = expectation.tuple();
    if (expectation.timeout() != Flow.ABSENT) {
      out.append(expectation.timeout()).append(' ');
    }
    out.append("proto=").append(Math.max(0, tuple.protocol())).append(' ');
    tuple(out, tuple, "src=", " dst=");
    tuple(out, expectation.mask(), "mask-src=", " mask-dst=");
    tuple(out, expectation.master(), "master-src=", " master-dst=");
    zone(out, "zone=", expectation.zone());
    String flags = flags(expectation.flags());
    if (!flags.isEmpty()) {
      out.append(flags).append(' ');
    }
    number(out, "class=", expectation.kind());
    text(out, "helper=", expectation.helper());
    out.setLength(out.length() - 1);
  }

  private static String flags(int flags) {
    StringBuilder words = new StringBuilder();
    flag(words, flags & Expectation.PERMANENT, "PERMANENT");
    flag(words, flags & Expectation.INACTIVE, "INACTIVE");
    flag(words, flags & Expectation.USERSPACE, "USERSPACE");
    return words.toString();
  }

  private static void flag(StringBuilder words, int bit, String word) {
    if (bit != 0) {
      words.append(words.isEmpty() ? "" : ",").append(word);
    }
  }
}
