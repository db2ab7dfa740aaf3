package org.netfilter4j.command.conntrack;

import java.time.Clock;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.conntrack.Expectation;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowEvent;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.model.conntrack.Labels;
import org.netfilter4j.model.conntrack.Tuple;
import org.netfilter4j.xt.ConnectionLabels;

/** Connections and expectations as {@code -o xml} prints them, a line each. */
final class FlowXml {
  /** What stands before the first. */
  static final String HEADER = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

  private final Clock clock;
  private final boolean kernelTimes;
  private final boolean when;
  private final @Nullable ConnectionLabels labels;

  /**
   * @param kernelTimes whether begin and end are printed
   * @param when whether the time of printing is
   * @param labels their names; null where labels are not printed
   */
  FlowXml(Clock clock, boolean kernelTimes, boolean when, @Nullable ConnectionLabels labels) {
    this.clock = clock;
    this.kernelTimes = kernelTimes;
    this.when = when;
    this.labels = labels;
  }

  private static void begin(StringBuilder out, FlowEvent.@Nullable Kind kind) {
    out.append("<flow");
    if (kind != null) {
      out.append(
          switch (kind) {
            case NEW -> " type=\"new\"";
            case UPDATE -> " type=\"update\"";
            case DESTROY -> " type=\"destroy\"";
          });
    }
    out.append('>');
  }

  /** Appends a connection, without the end of the line. */
  void append(StringBuilder out, FlowEvent.@Nullable Kind kind, Flow flow) {
    begin(out, kind);
    direction(out, "original", flow.original(), flow.originalCounters());
    direction(out, "reply", flow.reply(), flow.replyCounters());
    if (flow.state() != Flow.ABSENT
        || flow.timeout() != Flow.ABSENT
        || flow.mark() != Flow.ABSENT
        || flow.use() != Flow.ABSENT
        || flow.status() != Flow.ABSENT) {
      out.append("<meta direction=\"independent\">");
      independent(out, flow);
      out.append("</meta>");
    }
    when(out);
    element(out, "helper", flow.helper());
    out.append("</flow>");
  }

  private void independent(StringBuilder out, Flow flow) {
    if (flow.state() != Flow.ABSENT) {
      // All protocols' states have TCP's names here.
      element(out, "state", ProtocolStates.name(ProtocolStates.TCP, flow.state()));
    }
    number(out, "timeout", flow.timeout());
    number(out, "mark", flow.mark());
    labels(out, flow.labels());
    number(out, "secmark", flow.secmark());
    element(out, "secctx", flow.securityContext());
    number(out, "zone", flow.zone());
    number(out, "use", flow.use());
    number(out, "id", flow.id());
    if (flow.has(FlowStatus.ASSURED)) {
      out.append("<assured/>");
    }
    if (flow.status() != Flow.ABSENT && !flow.has(FlowStatus.SEEN_REPLY)) {
      out.append("<unreplied/>");
    }
    if (flow.started() != Flow.ABSENT) {
      if (kernelTimes) {
        out.append("<timestamp>");
        element(out, "start", Long.toUnsignedString(flow.started()));
        if (flow.stopped() != Flow.ABSENT) {
          element(out, "stop", Long.toUnsignedString(flow.stopped()));
        }
        out.append("</timestamp>");
      }
      element(out, "deltatime", Long.toUnsignedString(FlowLine.age(flow, clock)));
    }
  }

  private void labels(StringBuilder out, @Nullable Labels set) {
    if (labels == null || set == null) {
      return;
    }
    out.append("<labels>");
    for (int bit = 0; bit < Labels.BITS; bit++) {
      String name = set.has(bit) ? labels.name(bit) : null;
      if (name != null && !name.isEmpty()) {
        element(out, "label", name);
      }
    }
    out.append("</labels>");
  }

  private void when(StringBuilder out) {
    if (when) {
      ZonedDateTime now = ZonedDateTime.now(clock);
      out.append("<when>");
      number(out, "hour", now.getHour());
      element(out, "min", two(now.getMinute()));
      element(out, "sec", two(now.getSecond()));
      // Sunday is 1.
      number(out, "wday", now.getDayOfWeek().getValue() % 7 + 1);
      number(out, "day", now.getDayOfMonth());
      number(out, "month", now.getMonthValue());
      number(out, "year", now.getYear());
      out.append("</when>");
    }
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }

  private static void number(StringBuilder out, String name, long value) {
    if (value != Flow.ABSENT) {
      out.append('<').append(name).append('>').append(value);
      out.append("</").append(name).append('>');
    }
  }

  private static void element(StringBuilder out, String name, @Nullable String value) {
    if (value != null) {
      out.append('<').append(name).append('>').append(value);
      out.append("</").append(name).append('>');
    }
  }

  private static void direction(
      StringBuilder out, String name, Tuple tuple, @Nullable Counters counters) {
    out.append("<meta direction=\"").append(name).append("\">");
    layer3(out, tuple);
    addresses(out, tuple);
    out.append("</layer3>");
    layer4(out, tuple);
    ports(out, tuple);
    out.append("</layer4>");
    number(out, "zone", tuple.zone());
    if (counters != null) {
      out.append("<counters>");
      element(out, "packets", Long.toUnsignedString(counters.packets()));
      element(out, "bytes", Long.toUnsignedString(counters.bytes()));
      out.append("</counters>");
    }
    out.append("</meta>");
  }

  private static void layer3(StringBuilder out, Tuple tuple) {
    Family family = tuple.family();
    int number = family == null ? 0 : family == Family.IPV4 ? 2 : 10;
    String name = family == null ? "unknown" : family == Family.IPV4 ? "ipv4" : "ipv6";
    out.append("<layer3 protonum=\"").append(number);
    out.append("\" protoname=\"").append(name).append("\">");
  }

  private static void layer4(StringBuilder out, Tuple tuple) {
    int protocol = Math.max(0, tuple.protocol());
    out.append("<layer4 protonum=\"").append(protocol);
    out.append("\" protoname=\"").append(FlowLine.protocol(protocol)).append("\">");
  }

  private static void addresses(StringBuilder out, Tuple tuple) {
    element(out, "src", address(tuple.source()));
    element(out, "dst", address(tuple.destination()));
  }

  private static String address(@Nullable Address address) {
    return address == null ? "" : address.toString();
  }

  private static void ports(StringBuilder out, Tuple tuple) {
    ProtocolWords protocol = ProtocolWords.of(tuple.protocol());
    if (protocol == null) {
      return;
    }
    int source = Math.max(0, tuple.sourcePort());
    int destination = Math.max(0, tuple.destinationPort());
    switch (protocol) {
      case TCP, UDP, UDPLITE, SCTP, DCCP -> {
        number(out, "sport", source);
        number(out, "dport", destination);
      }
      case GRE -> {
        element(out, "srckey", "0x" + Integer.toHexString(source));
        element(out, "dstkey", "0x" + Integer.toHexString(destination));
      }
      case ICMP, ICMPV6 -> {}
    }
  }

  /** Appends an expectation, without the end of the line. */
  void append(StringBuilder out, FlowEvent.@Nullable Kind kind, Expectation expectation) {
    begin(out, kind);
    layer3(out, expectation.tuple());
    part(out, "expected", expectation.tuple(), false);
    part(out, "mask", expectation.mask(), false);
    part(out, "master", expectation.master(), false);
    out.append("</layer3>");
    layer4(out, expectation.tuple());
    part(out, "expected", expectation.tuple(), true);
    part(out, "mask", expectation.mask(), true);
    part(out, "master", expectation.master(), true);
    out.append("</layer4><meta>");
    element(out, "helper-name", expectation.helper());
    number(out, "timeout", expectation.timeout());
    number(out, "class", expectation.kind());
    number(out, "zone", expectation.zone());
    when(out);
    if ((expectation.flags() & Expectation.PERMANENT) != 0) {
      out.append("<permanent/>");
    }
    if ((expectation.flags() & Expectation.INACTIVE) != 0) {
      out.append("<inactive/>");
    }
    if ((expectation.flags() & Expectation.USERSPACE) != 0) {
      out.append("<userspace/>");
    }
    out.append("</meta></flow>");
  }

  private static void part(StringBuilder out, String name, Tuple tuple, boolean ports) {
    out.append('<').append(name).append('>');
    if (ports) {
      ports(out, tuple);
    } else {
      addresses(out, tuple);
    }
    out.append("</").append(name).append('>');
  }
}
