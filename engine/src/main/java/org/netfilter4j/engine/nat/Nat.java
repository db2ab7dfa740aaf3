package org.netfilter4j.engine.nat;

import java.util.function.IntSupplier;
import org.netfilter4j.engine.conntrack.Connections;
import org.netfilter4j.engine.conntrack.Tracking;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Operation;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context.Translation;

/** Binds connections to translations and rewrites packets accordingly. */
public final class Nat {
  private final Connections connections;

  public Nat(Connections connections) {
    this.connections = connections;
  }

  /**
   * Whether the nat tables are to be asked about this packet: it begins a connection that is not
   * bound yet for the side that the hook translates (nf_nat_inet_fn). False for ICMP errors, which
   * are only rewritten.
   */
  public boolean wantsRules(Packet packet, Tracking tracking, Hook hook) {
    return false;
  }

  /** Whether the connection is bound for that side already, be it to itself. */
  public boolean bound(Tracking tracking, Translation.Side side) {
    return true;
  }

  /**
   * Binds the connection as a target asks (nf_nat_setup_info).
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
    return Operation.Result.ACCEPT;
  }

  /**
   * Binds the connection to the addresses that it has, for no rule asked for others; its port may
   * change if another connection's replies look the same (nf_nat_alloc_null_binding).
   */
  public Operation.Result bindNull(Tracking tracking, Hook hook, IntSupplier random) {
    return Operation.Result.ACCEPT;
  }

  /**
   * Makes the packet look as its connection is bound, at every nat hook of every packet
   * (nf_nat_packet, nf_nat_icmp_reply_translation).
   *
   * @return ACCEPT or DROP
   */
  public Operation.Result rewrite(Packet packet, Tracking tracking, Hook hook) {
    return Operation.Result.ACCEPT;
  }

  /** The side of a connection that is translated at a hook (HOOK2MANIP). */
  public static Translation.Side side(Hook hook) {
    return hook == Hook.POSTROUTING || hook == Hook.INPUT
        ? Translation.Side.SOURCE
        : Translation.Side.DESTINATION;
  }
}
