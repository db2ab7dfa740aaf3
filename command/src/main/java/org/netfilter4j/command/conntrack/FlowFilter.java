package org.netfilter4j.command.conntrack;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.model.conntrack.Labels;
import org.netfilter4j.model.conntrack.Tuple;

/** Whether a connection is one of those that a command line tells of. */
final class FlowFilter {
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;

  private final Request request;
  private final boolean compares;

  /** Whether what a connection does not tell of is as it is wanted. */
  private boolean lenient;

  FlowFilter(Request request) {
    this.request = request;
    compares = request.compares();
  }

  /** Of connections that are to be changed, what they don't tell of is not compared. */
  static FlowFilter forUpdate(Request request) {
    FlowFilter filter = new FlowFilter(request);
    filter.lenient = true;
    return filter;
  }

  boolean matches(Flow flow) {
    return translated(flow)
        && marked(flow)
        && labelled(flow)
        && inNetworks(flow)
        && unset(flow)
        && (!compares || meta(flow) && original(flow) && reply(flow));
  }

  /** As {@link #matches}, for connections that are to be changed to what the draft says. */
  boolean matchesForUpdate(Flow flow) {
    FlowDraft draft = request.draft;
    boolean byOriginal =
        request.has(Parameter.SOURCE)
            || request.has(Parameter.DESTINATION)
            || request.has(Parameter.PROTOCOL);
    boolean byReply =
        request.has(Parameter.REPLY_SOURCE)
            || request.has(Parameter.REPLY_DESTINATION)
            || request.has(Parameter.PROTOCOL);
    return translated(flow)
        && labelled(flow)
        && inNetworks(flow)
        && (draft.id == Flow.ABSENT || flow.id() == Flow.ABSENT || draft.id == flow.id())
        && (!byOriginal || original(flow))
        && (!byReply || reply(flow));
  }

  private boolean marked(Flow flow) {
    return !request.has(Parameter.MARK)
        || flow.mark() != Flow.ABSENT && (flow.mark() & request.markMask) == request.mark;
  }

  private boolean unset(Flow flow) {
    return request.unset == 0 || (Math.max(0, flow.status()) & request.unset) == 0;
  }

  private boolean labelled(Flow flow) {
    Labels wanted = request.labels;
    Labels labels = flow.labels();
    return wanted == null || labels != null && labels.containsAll(wanted);
  }

  private boolean inNetworks(Flow flow) {
    Request.Network from = request.sourceNetwork;
    Request.Network to = request.destinationNetwork;
    return (from == null || from.contains(flow.original().source()))
        && (to == null || to.contains(flow.original().destination()));
  }

  private boolean translated(Flow flow) {
    boolean any = request.has(Parameter.ANY_NAT);
    boolean source = any || request.has(Parameter.SOURCE_NAT);
    boolean destination = any || request.has(Parameter.DESTINATION_NAT);
    if (!source && !destination) {
      return true;
    }
    boolean hasSource = source && sourceTranslated(flow);
    boolean hasDestination = destination && destinationTranslated(flow);
    return any ? hasSource || hasDestination : hasSource == source && hasDestination == destination;
  }

  private boolean sourceTranslated(Flow flow) {
    FlowDraft draft = request.draft;
    int port = end(flow.reply(), false);
    return translated(
        draft.sourceNat,
        draft.sourceNatPort,
        flow.reply().destination(),
        port,
        flow.has(FlowStatus.SRC_NAT_DONE) && flow.isSourceTranslated(),
        (flow.status() == Flow.ABSENT || flow.has(FlowStatus.SRC_NAT_DONE))
            && port != end(flow.original(), true));
  }

  private boolean destinationTranslated(Flow flow) {
    FlowDraft draft = request.draft;
    int port = end(flow.reply(), true);
    return translated(
        draft.destinationNat,
        draft.destinationNatPort,
        flow.reply().source(),
        port,
        flow.has(FlowStatus.DST_NAT_DONE) && flow.isDestinationTranslated(),
        (flow.status() == Flow.ABSENT || flow.has(FlowStatus.DST_NAT_DONE))
            && port != end(flow.original(), false));
  }

  private static boolean translated(
      @Nullable Address wanted,
      int wantedPort,
      @Nullable Address to,
      int toPort,
      boolean address,
      boolean port) {
    // Like the C tool, which asks no IPv6 address.
    boolean byAddress = wanted != null && wanted.family() == Family.IPV4;
    boolean byPort = wantedPort != Flow.ABSENT;
    if (!byAddress && !byPort) {
      return address || port;
    }
    return (!byAddress || address && java.util.Objects.equals(wanted, to))
        && (!byPort || port && wantedPort == toPort);
  }

  /**
   * A port; of ICMP the id for the source and type and code for the destination, so that each echo
   * counts as translated, as it does with the C tool.
   */
  private static int end(Tuple tuple, boolean source) {
    if (tuple.protocol() == ICMP || tuple.protocol() == ICMPV6) {
      return source
          ? Math.max(0, tuple.icmpId())
          : Math.max(0, tuple.icmpType()) << 8 | Math.max(0, tuple.icmpCode());
    }
    return Math.max(0, source ? tuple.sourcePort() : tuple.destinationPort());
  }

  private boolean meta(Flow flow) {
    FlowDraft draft = request.draft;
    return same(draft.id, flow.id())
        && same(draft.timeout, flow.timeout())
        && (draft.status == Flow.ABSENT || flow.has((int) draft.status))
        && same(draft.state, flow.state())
        && sameZone(draft.zone, flow.zone())
        && sameZone(draft.original.zone, flow.original().zone())
        && sameZone(draft.reply.zone, flow.reply().zone());
  }

  private boolean same(long wanted, long known) {
    return wanted == Flow.ABSENT || wanted == known || lenient && known == Flow.ABSENT;
  }

  /** Zone 0 is not told of. */
  private static boolean sameZone(int wanted, int known) {
    return wanted == Flow.ABSENT || wanted == Math.max(0, known);
  }

  private boolean original(Flow flow) {
    TupleDraft draft = request.draft.original;
    Tuple tuple = flow.original();
    // What an address is compared with by its network is not compared by itself.
    return addresses(
            draft,
            request.sourceNetwork == null ? draft.source : null,
            request.destinationNetwork == null ? draft.destination : null,
            tuple)
        && ports(draft, tuple)
        && icmp(draft, flow);
  }

  private boolean reply(Flow flow) {
    TupleDraft draft = request.draft.reply;
    Tuple tuple = flow.reply();
    return addresses(draft, draft.source, draft.destination, tuple) && ports(draft, tuple);
  }

  private static boolean addresses(
      TupleDraft draft, @Nullable Address source, @Nullable Address destination, Tuple tuple) {
    return (draft.family == null || draft.family == tuple.family())
        && (source == null || Objects.equals(source, tuple.source()))
        && (destination == null || Objects.equals(destination, tuple.destination()));
  }

  /** Keys of GRE are not compared, as with the C tool. */
  private boolean ports(TupleDraft draft, Tuple tuple) {
    if (draft.protocol == Flow.ABSENT) {
      return true;
    }
    ProtocolWords protocol = ProtocolWords.of(draft.protocol);
    boolean compared =
        protocol != null && protocol != ProtocolWords.GRE && protocol != ProtocolWords.ICMP;
    return draft.protocol == tuple.protocol()
        && (!compared
            || same(draft.sourcePort, tuple.sourcePort())
                && same(draft.destinationPort, tuple.destinationPort()));
  }

  private boolean icmp(TupleDraft draft, Flow flow) {
    Tuple tuple = flow.original();
    return draft.protocol == Flow.ABSENT
        || same(draft.icmpType, tuple.icmpType())
            && same(draft.icmpCode, tuple.icmpCode())
            && same(draft.icmpId, tuple.icmpId());
  }
}
