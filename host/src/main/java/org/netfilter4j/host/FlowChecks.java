package org.netfilter4j.host;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowBuilder;
import org.netfilter4j.model.conntrack.FlowRequest;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.model.conntrack.FlowsException;
import org.netfilter4j.model.conntrack.Labels;
import org.netfilter4j.model.conntrack.Tuple;
import org.netfilter4j.packet.IpProtocol;

/** What of a request the kernel refuses, and what it makes of the rest. */
final class FlowChecks {
  private FlowChecks() {}

  /** Refuses a request that makes no sense by itself. */
  static void request(FlowRequest request) {
    Flow flow = request.flow();
    tuple(flow.original());
    if (!flow.reply().equals(Tuple.UNKNOWN)) {
      tuple(flow.reply());
    }
    int zones = 0;
    for (int zone : new int[] {flow.zone(), flow.original().zone(), flow.reply().zone()}) {
      zones += zone > 0 ? 1 : 0;
    }
    if (zones > 1) {
      throw new FlowsException(Errno.EINVAL);
    }
  }

  private static void tuple(Tuple tuple) {
    boolean answered =
        switch (tuple.protocol()) {
          case IpProtocol.ICMP ->
              switch (tuple.icmpType()) {
                case 0, 8, 13, 14, 15, 16, 17, 18 -> true;
                default -> false;
              };
          case IpProtocol.ICMPV6 ->
              switch (tuple.icmpType()) {
                case 128, 129, 139, 140 -> true;
                default -> false;
              };
          default -> true;
        };
    if (!answered) {
      throw new FlowsException(Errno.EINVAL);
    }
  }

  /** The connection that a request makes. */
  static Flow made(FlowRequest request) {
    Flow flow = request.flow();
    if (flow.timeout() == Flow.ABSENT || flow.reply().equals(Tuple.UNKNOWN)) {
      throw new FlowsException(Errno.EINVAL);
    }
    if (Math.max(0, flow.original().protocol()) != Math.max(0, flow.reply().protocol())) {
      throw new FlowsException(Errno.EINVAL);
    }
    long asked = Math.max(0, flow.status());
    if ((asked & FlowStatus.EXPECTED) != 0) {
      throw new FlowsException(Errno.EBUSY);
    }
    Tuple reply = translated(flow.reply(), request.source(), false);
    reply = translated(reply, request.destination(), true);
    long status = FlowStatus.CONFIRMED | asked & ~FlowStatus.UNCHANGEABLE;
    FlowBuilder made = flow.toBuilder().reply(reply).use(1);
    if (request.source() != null) {
      status |= FlowStatus.SRC_NAT | FlowStatus.SRC_NAT_DONE;
    }
    if (request.destination() != null) {
      status |= FlowStatus.DST_NAT | FlowStatus.DST_NAT_DONE;
    }
    if (flow.mark() == Flow.ABSENT) {
      made.mark(0);
    }
    if (flow.zone() == 0) {
      made.zone(Flow.ABSENT);
    }
    if (flow.original().zone() == 0) {
      made.original(flow.original().inZone(Flow.ABSENT));
    }
    if (reply.zone() == 0) {
      made.reply(reply.inZone(Flow.ABSENT));
    }
    return made.status(status).build();
  }

  private static Tuple translated(
      Tuple reply, FlowRequest.@Nullable Translation to, boolean source) {
    if (to == null) {
      return reply;
    }
    Address address = to.address();
    Family family = reply.family();
    Address used = address != null && address.family() == family ? address : null;
    boolean ports =
        to.port() != Flow.ABSENT
            && (reply.protocol() == IpProtocol.TCP || reply.protocol() == IpProtocol.UDP);
    return new Tuple(
        source && used != null ? used : reply.source(),
        !source && used != null ? used : reply.destination(),
        reply.protocol(),
        source && ports ? to.port() : reply.sourcePort(),
        !source && ports ? to.port() : reply.destinationPort(),
        reply.icmpType(),
        reply.icmpCode(),
        reply.icmpId(),
        reply.zone());
  }

  /** What a connection becomes. */
  static Flow changed(Flow before, FlowRequest request) {
    Flow to = request.flow();
    if (request.source() != null || request.destination() != null) {
      throw new FlowsException(Errno.EOPNOTSUPP);
    }
    FlowBuilder after = before.toBuilder();
    if (to.timeout() != Flow.ABSENT) {
      if (before.has(FlowStatus.FIXED_TIMEOUT)) {
        throw new FlowsException(Errno.EPERM);
      }
      after.timeout(to.timeout());
    }
    if (to.status() != Flow.ABSENT) {
      after.status(status(before.status(), to.status()));
    }
    if (to.state() != Flow.ABSENT) {
      after.state(to.state());
    }
    if (to.originalTag() != Flow.ABSENT) {
      after.originalTag(to.originalTag());
    }
    if (to.replyTag() != Flow.ABSENT) {
      after.replyTag(to.replyTag());
    }
    if (to.mark() != Flow.ABSENT) {
      after.mark(to.mark());
    }
    Labels labels = to.labels();
    if (labels != null) {
      after.labels(labels(before.labels(), labels, request.labelMask()));
    }
    return after.build();
  }

  private static long status(long before, long asked) {
    long turned = before ^ (asked | FlowStatus.CONFIRMED);
    long cleared = turned & before;
    if ((turned & (FlowStatus.EXPECTED | FlowStatus.CONFIRMED | FlowStatus.DYING)) != 0
        || (cleared & (FlowStatus.SEEN_REPLY | FlowStatus.ASSURED)) != 0) {
      throw new FlowsException(Errno.EBUSY);
    }
    return before | asked & ~FlowStatus.UNCHANGEABLE;
  }

  /** Bits of the mask are taken away, and those of the new labels turned over. */
  private static @Nullable Labels labels(
      @Nullable Labels before, Labels to, @Nullable Labels mask) {
    if (before == null || mask == null) {
      return to.isEmpty() ? null : to;
    }
    Labels kept = before.without(mask);
    Labels after = new Labels(kept.low() ^ to.low(), kept.high() ^ to.high());
    return after.isEmpty() ? null : after;
  }
}
