package org.netfilter4j.engine.nat;

import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.conntrack.ConnectionEntry;
import org.netfilter4j.engine.conntrack.Connections;
import org.netfilter4j.engine.conntrack.FlowTuple;
import org.netfilter4j.engine.conntrack.Tracking;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Operation;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context.Translation;
import org.netfilter4j.xt.lower.Context.Translation.Side;

/**
 * Binds connections to translations and rewrites packets accordingly. At each nat hook: if {@link
 * #wantsRules}, the nat tables are asked, which {@link #bind}, and if none does {@link #bindNull};
 * then {@link #rewrite}, in any case.
 */
public final class Nat {
  private static final Address LOOPBACK_4 = Address.ipv4(0x7f000001);
  private static final Address LOOPBACK_6 = Address.ipv6(0, 1);

  private final Connections connections;
  private final UniqueTuple unique;
  private final Manipulation manipulation = new Manipulation();
  private final FlowTuple current = new FlowTuple();
  private final FlowTuple chosen = new FlowTuple();

  public Nat(Connections connections) {
    this.connections = connections;
    unique = new UniqueTuple(connections.taken());
  }

  /** The side of a connection that is translated at a hook (HOOK2MANIP). */
  public static Side side(Hook hook) {
    return hook == Hook.POSTROUTING || hook == Hook.INPUT ? Side.SOURCE : Side.DESTINATION;
  }

  /**
   * Whether the nat tables are to be asked about this packet: it begins a connection that is not
   * bound yet for the side that the hook translates (nf_nat_inet_fn). False for ICMP errors, which
   * are only rewritten.
   */
  public boolean wantsRules(Packet packet, Tracking tracking, Hook hook) {
    return switch (tracking.state) {
      case Tracking.NEW -> !bound(tracking, side(hook));
      case Tracking.RELATED -> !packet.isIcmp() && !bound(tracking, side(hook));
      default -> false;
    };
  }

  /** Whether the connection is bound for that side already, be it to itself. */
  public boolean bound(Tracking tracking, Side side) {
    ConnectionEntry entry = tracking.connection;
    return entry == null || entry.has(done(side));
  }

  private static int done(Side side) {
    return side == Side.SOURCE ? FlowStatus.SRC_NAT_DONE : FlowStatus.DST_NAT_DONE;
  }

  /**
   * Binds the packet's connection as a target asks (nf_nat_setup_info, nf_nat_masquerade_ipv4,
   * nf_nat_redirect_ipv4 and their IPv6 siblings).
   *
   * @param random gives 32 random bits
   * @return ACCEPT, or DROP where no address is to be had
   */
  public Operation.Result bind(
      Packet packet,
      Tracking tracking,
      Hook hook,
      Translation translation,
      InterfaceAddresses addresses,
      IntSupplier random) {
    ConnectionEntry entry = tracking.connection;
    if (entry == null) {
      return Operation.Result.ACCEPT;
    }
    Address first = translation.first();
    Address last = translation.last();
    switch (translation.choice()) {
      case RANGE -> {}
      case OUTPUT_INTERFACE -> {
        if (packet.family() == Family.IPV4 && entry.originalTuple().sourceLow == 0) {
          return Operation.Result.ACCEPT; // Of the host's own, before it has an address.
        }
        first = addresses.source(packet.outInterface(), packet.destination());
        if (first == null) {
          return Operation.Result.DROP;
        }
        last = first;
        if (!entry.isConfirmed()) {
          entry.setMasqueradeInterface(packet.outInterface());
        }
      }
      case LOCAL -> {
        first = local(packet, hook, addresses);
        if (first == null) {
          return Operation.Result.DROP;
        }
        last = first;
      }
    }
    boolean ports = translation.firstPort() != 0 || translation.lastPort() != 0;
    Range range =
        new Range(
            first,
            last == null ? first : last,
            ports,
            translation.firstPort(),
            translation.lastPort(),
            translation.base(),
            translation.random() || translation.randomFully(),
            translation.persistent());
    return bind(entry, range, translation.side(), random);
  }

  private static @Nullable Address local(Packet packet, Hook hook, InterfaceAddresses addresses) {
    if (hook == Hook.OUTPUT) {
      return packet.family() == Family.IPV4 ? LOOPBACK_4 : LOOPBACK_6;
    }
    return addresses.first(packet.inInterface(), packet.destination());
  }

  /**
   * Binds the connection to the addresses that it has, for no rule asked for others; its port may
   * change if another connection's replies look the same (nf_nat_alloc_null_binding).
   *
   * @return ACCEPT or DROP
   */
  public Operation.Result bindNull(Tracking tracking, Hook hook, IntSupplier random) {
    ConnectionEntry entry = tracking.connection;
    if (entry == null) {
      return Operation.Result.ACCEPT;
    }
    Side side = side(hook);
    FlowTuple reply = entry.replyTuple();
    Address kept = side == Side.SOURCE ? reply.destination() : reply.source();
    return bind(entry, Range.only(kept), side, random);
  }

  private Operation.Result bind(ConnectionEntry entry, Range range, Side side, IntSupplier random) {
    if (entry.isConfirmed()) {
      return Operation.Result.ACCEPT;
    }
    if (entry.has(done(side))) {
      return Operation.Result.DROP;
    }
    current.invert(entry.replyTuple());
    unique.choose(current, chosen, range, entry, side, random);
    if (!chosen.sameFlow(current)) {
      current.invert(chosen);
      entry.alterReply(current);
      entry.addStatus(side == Side.SOURCE ? FlowStatus.SRC_NAT : FlowStatus.DST_NAT);
    }
    entry.addStatus(done(side));
    return Operation.Result.ACCEPT;
  }

  /**
   * Makes the packet look as its connection is bound, at every nat hook of every packet
   * (nf_nat_packet, nf_nat_icmp_reply_translation). A masqueraded connection whose packets now go
   * out by another interface is removed.
   *
   * @return ACCEPT or DROP
   */
  public Operation.Result rewrite(Packet packet, Tracking tracking, Hook hook) {
    ConnectionEntry entry = tracking.connection;
    if (entry == null) {
      return Operation.Result.ACCEPT;
    }
    Side side = side(hook);
    if (tracking.state == Tracking.RELATED && packet.isIcmp()) {
      return manipulation.icmpError(packet, entry, side, tracking)
          ? Operation.Result.ACCEPT
          : Operation.Result.DROP;
    }
    String masqueradedFor = entry.masqueradeInterface();
    if (masqueradedFor != null
        && hook == Hook.POSTROUTING
        && !tracking.reply
        && !masqueradedFor.equals(packet.outInterface())) {
      connections.delete(entry);
      return Operation.Result.DROP;
    }
    return manipulation.packet(packet, entry, side, tracking.reply)
        ? Operation.Result.ACCEPT
        : Operation.Result.DROP;
  }
}
