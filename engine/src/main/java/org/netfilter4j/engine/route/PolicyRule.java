package org.netfilter4j.engine.route;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.MaskedAddress;

/**
 * A policy rule ({@code ip -j rule}).
 *
 * @param priority lower is asked first
 * @param not {@code not}: applies to what the rest does not describe
 * @param in {@code iif}, or null; "lo" means packets of the host's own
 * @param out {@code oif}, or null
 * @param markMask 0 where the mark does not count
 * @param tos 0 where it does not count
 * @param protocol {@code ipproto}, 0 where it does not count
 * @param sourcePorts first and last packed as {@code first << 16 | last}; 0 for any
 * @param destinationPorts likewise
 * @param table what {@link Action#LOOKUP} looks in
 * @param gotoPriority where {@link Action#GOTO} goes on
 * @param suppressPrefixLength routes no longer than this don't count; -1 where not given
 */
public record PolicyRule(
    Family family,
    long priority,
    boolean not,
    MaskedAddress from,
    MaskedAddress to,
    @Nullable String in,
    @Nullable String out,
    int mark,
    int markMask,
    int tos,
    int protocol,
    int sourcePorts,
    int destinationPorts,
    Action action,
    int table,
    long gotoPriority,
    int suppressPrefixLength) {

  /** FR_ACT_*. */
  public enum Action {
    LOOKUP,
    GOTO,
    NOP,
    BLACKHOLE,
    UNREACHABLE,
    PROHIBIT
  }

  public PolicyRule {
    if (from.family() != family || to.family() != family) {
      throw new IllegalArgumentException("a policy rule's addresses are not of its family");
    }
    in = in == null ? null : in.intern();
    out = out == null ? null : out.intern();
  }

  /** {@code from all lookup TABLE}. */
  public static PolicyRule lookup(Family family, long priority, int table) {
    return new PolicyRule(
        family,
        priority,
        false,
        MaskedAddress.any(family),
        MaskedAddress.any(family),
        null,
        null,
        0,
        0,
        0,
        0,
        0,
        0,
        Action.LOOKUP,
        table,
        0,
        -1);
  }

  /** The same for packets with that mark. */
  public PolicyRule withMark(int newMark, int newMask) {
    return new PolicyRule(
        family,
        priority,
        not,
        from,
        to,
        in,
        out,
        newMark,
        newMask,
        tos,
        protocol,
        sourcePorts,
        destinationPorts,
        action,
        table,
        gotoPriority,
        suppressPrefixLength);
  }

  /** The same for packets from these addresses. */
  public PolicyRule withSource(MaskedAddress newFrom) {
    return new PolicyRule(
        family,
        priority,
        not,
        newFrom,
        to,
        in,
        out,
        mark,
        markMask,
        tos,
        protocol,
        sourcePorts,
        destinationPorts,
        action,
        table,
        gotoPriority,
        suppressPrefixLength);
  }
}
