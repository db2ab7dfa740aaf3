package org.netfilter4j.model.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;

/**
 * A tracked connection at one instant (what the kernel's ctnetlink tells of struct nf_conn).
 * Numbers without sign are in longs.
 *
 * @param original what packets of the direction carry that it began in
 * @param reply what answers carry
 * @param master the connection that foretold it; null for most
 * @param state of TCP (enum tcp_conntrack), SCTP or DCCP, as a number; or {@link #ABSENT}
 * @param originalTag SCTP's verification tag, or absent
 * @param replyTag likewise
 * @param status {@link FlowStatus} bits, or absent
 * @param timeout seconds left, or absent
 * @param mark the connection's mark, or absent
 * @param secmark the number of the security context, or absent
 * @param securityContext its name, or null
 * @param labels or null where it has none
 * @param zone for both directions, or absent; where each has its own, those are in the tuples
 * @param originalCounters or null where they are not counted
 * @param replyCounters likewise
 * @param started nanoseconds since 1970, or absent
 * @param stopped likewise
 * @param helper the name of its helper, or null
 * @param use how many hold it, or absent
 * @param id a number that tells it from others, or absent
 */
public record Flow(
    Tuple original,
    Tuple reply,
    @Nullable Tuple master,
    int state,
    long originalTag,
    long replyTag,
    long status,
    long timeout,
    long mark,
    long secmark,
    @Nullable String securityContext,
    @Nullable Labels labels,
    int zone,
    @Nullable Counters originalCounters,
    @Nullable Counters replyCounters,
    long started,
    long stopped,
    @Nullable String helper,
    long use,
    long id) {
  /** In place of a number that is not known. */
  public static final int ABSENT = -1;

  /** Whether all of these status bits are set. */
  public boolean has(int bits) {
    return status != ABSENT && (status & bits) == bits;
  }

  /** The family of its addresses; null where none is known. */
  public @Nullable Family family() {
    Family family = original.family();
    return family == null ? reply.family() : family;
  }

  /** The zone of its original direction; 0 where nothing else is known. */
  public int originalZone() {
    return Math.max(0, zone == ABSENT ? original.zone() : zone);
  }

  /** The zone of its replies; 0 where nothing else is known. */
  public int replyZone() {
    return Math.max(0, zone == ABSENT ? reply.zone() : zone);
  }

  /** Whether its replies go to another address than packets come from. */
  public boolean isSourceTranslated() {
    return original.source() != null && !original.source().equals(reply.destination());
  }

  /** Whether its replies come from another address than packets go to. */
  public boolean isDestinationTranslated() {
    return original.destination() != null && !original.destination().equals(reply.source());
  }

  /** A builder that holds what this flow does. */
  public FlowBuilder toBuilder() {
    return new FlowBuilder(this);
  }

  /** A flow of which only what its packets look like is known. */
  public static Flow of(Tuple original, Tuple reply) {
    return new FlowBuilder().original(original).reply(reply).build();
  }
}
