package org.netfilter4j.model.watch;

import org.jspecify.annotations.Nullable;

/**
 * A step of a packet that is traced ({@code -j TRACE}).
 *
 * @param family of the table (NFPROTO_*)
 * @param id the same for all steps of the packet in a hook
 * @param packet null but at the first step
 * @param mark of the packet (skb-&gt;mark); 0 where it is not told
 * @param connection what is known of its connection; null but at the first step in a base chain,
 *     before connection tracking, and from kernels before 6.16
 */
public record TraceEvent(
    int family,
    long id,
    String table,
    String chain,
    Step step,
    @Nullable TracedPacket packet,
    long mark,
    @Nullable TracedConnection connection)
    implements RulesetEvent {

  /** What the packet meets. */
  public sealed interface Step {}

  /**
   * A rule that matches.
   *
   * @param handle the rule's number, as in {@link RuleAt#handle}; 0 where it is not told
   */
  public record RuleMet(long handle, Verdict verdict) implements Step {}

  /**
   * A chain's end, or a rule that returns from it.
   *
   * @param chain where the packet goes on, or null where that is not told
   */
  public record Returned(@Nullable String chain) implements Step {}

  /** A base chain's end. */
  public record PolicyApplied(Verdict verdict) implements Step {}

  /** A step of a kind that is not known: a newer kernel's. */
  public record Unknown(long type) implements Step {}
}
