package org.netfilter4j.command.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowBuilder;
import org.netfilter4j.model.conntrack.FlowRequest;
import org.netfilter4j.model.conntrack.FlowsException;
import org.netfilter4j.model.conntrack.Labels;

/** A connection as far as a command line tells of it; numbers that it does not tell are absent. */
final class FlowDraft {
  final TupleDraft original = new TupleDraft();
  final TupleDraft reply = new TupleDraft();
  long timeout = Flow.ABSENT;
  long status = Flow.ABSENT;
  long id = Flow.ABSENT;
  int zone = Flow.ABSENT;
  int state = Flow.ABSENT;
  int role = Flow.ABSENT;
  int tcpFlags = Flow.ABSENT;
  long originalTag = Flow.ABSENT;
  long replyTag = Flow.ABSENT;
  @Nullable Address sourceNat;
  int sourceNatPort = Flow.ABSENT;
  @Nullable Address destinationNat;
  int destinationNatPort = Flow.ABSENT;

  /** Bits of the answer that the original's type gets (RFC 792, 950, 4443, 4620). */
  private static final int NO_ANSWER = 0xff;

  /** The type that answers to an ICMP type; 255 where nothing does, or where no family is named. */
  int icmpAnswer(int type) {
    if (original.family == null) {
      return NO_ANSWER;
    }
    return switch (original.family) {
      case IPV4 ->
          switch (type) {
            case 8 -> 0;
            case 0 -> 8;
            case 13 -> 14;
            case 14 -> 13;
            case 15 -> 16;
            case 16 -> 15;
            case 17 -> 18;
            case 18 -> 17;
            default -> NO_ANSWER;
          };
      case IPV6 ->
          switch (type) {
            case 128 -> 129;
            case 129 -> 128;
            case 139 -> 140;
            case 140 -> 139;
            default -> NO_ANSWER;
          };
    };
  }

  /** What the keeper is asked to look for, or to make. */
  FlowRequest request(long mark, @Nullable Labels labels) {
    if (original.family == null) {
      throw new FlowsException(Errno.EINVAL);
    }
    Flow flow =
        state(new FlowBuilder().original(original.tuple()))
            .status(status)
            .timeout(timeout)
            .mark(mark)
            .zone(zone)
            .labels(labels)
            .build();
    if (!reply.isEmpty()) {
      flow = flow.toBuilder().reply(reply.tuple()).build();
    }
    return new FlowRequest(
        flow,
        translation(sourceNat, sourceNatPort),
        translation(destinationNat, destinationNatPort),
        tcpFlags,
        role,
        null);
  }

  /** Gives a flow what is told of its protocol's state. */
  FlowBuilder state(FlowBuilder of) {
    return of.state(state).originalTag(originalTag).replyTag(replyTag);
  }

  private static FlowRequest.@Nullable Translation translation(@Nullable Address to, int port) {
    return to == null && port == Flow.ABSENT ? null : new FlowRequest.Translation(to, port);
  }
}
