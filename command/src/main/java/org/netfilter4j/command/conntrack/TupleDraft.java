package org.netfilter4j.command.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowsException;
import org.netfilter4j.model.conntrack.Tuple;

/** A tuple as far as a command line tells of it; numbers that it does not tell are absent. */
final class TupleDraft {
  @Nullable Family family;
  @Nullable Address source;
  @Nullable Address destination;
  int protocol = Flow.ABSENT;
  int sourcePort = Flow.ABSENT;
  int destinationPort = Flow.ABSENT;
  int icmpType = Flow.ABSENT;
  int icmpCode = Flow.ABSENT;
  int icmpId = Flow.ABSENT;
  int zone = Flow.ABSENT;

  boolean isEmpty() {
    return family == null
        && protocol == Flow.ABSENT
        && sourcePort == Flow.ABSENT
        && destinationPort == Flow.ABSENT
        && zone == Flow.ABSENT;
  }

  /** Makes this what answers to the other carry. What ICMP answers with is known already. */
  void answer(TupleDraft other) {
    family = other.family;
    protocol = other.protocol;
    source = other.destination;
    destination = other.source;
    sourcePort = other.destinationPort;
    destinationPort = other.sourcePort;
  }

  /**
   * The tuple, with addresses that are all zeroes where they were not told.
   *
   * @throws FlowsException where not even the family was told
   */
  Tuple tuple() {
    Family of = family;
    if (of == null) {
      throw new FlowsException("a tuple without an address");
    }
    return new Tuple(
        source == null ? Address.any(of) : source,
        destination == null ? Address.any(of) : destination,
        protocol,
        sourcePort,
        destinationPort,
        icmpType,
        icmpCode,
        icmpId,
        zone);
  }
}
