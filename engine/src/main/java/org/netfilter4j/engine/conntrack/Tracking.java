package org.netfilter4j.engine.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.lower.Context;

/**
 * What connection tracking knows of one packet on its way ({@code skb->_nfct}). One per packet,
 * reused; a packet that is looped back keeps it.
 */
public final class Tracking {
  /** No connection: not looked up yet, or not a valid part of one. */
  public static final int INVALID = 1;

  public static final int ESTABLISHED = 2;
  public static final int RELATED = 4;
  public static final int NEW = 8;
  public static final int UNTRACKED = 64;

  /** The packet's connection; one that is not confirmed yet belongs to this packet alone. */
  public @Nullable ConnectionEntry connection;

  /** One of the constants of this class, as {@link org.netfilter4j.model.Field.Flow#STATE}. */
  public int state = INVALID;

  /** Whether the packet goes in its connection's reply direction. */
  public boolean reply;

  /** Whether a rule took the packet out of tracking (NOTRACK). */
  public boolean untracked;

  /** What a rule asked for the connection to come (CT); consumed by {@link Connections#track}. */
  public Context.@Nullable Template template;

  /**
   * Whether the packet answers another (nf_ct_attach). Even where that one has no connection, rules
   * can't take the answer out of tracking any more, nor ask for something of its connection.
   */
  public boolean attached;

  /** Forgets everything, for the next packet. */
  public void reset() {
    attached = false;
    untracked = false;
    template = null;
    forget();
  }

  /**
   * Asks for something of the connection to come, as CT does. Until the connection is looked up the
   * packet counts as new, for it carries the template in the connection's place.
   */
  public void expect(Context.Template wanted) {
    if (connection == null && !attached && !untracked && template == null) {
      template = wanted;
      state = NEW;
    }
  }

  /** Takes the packet out of tracking, as NOTRACK does, unless it has a connection or template. */
  public void untrack() {
    if (connection == null && !attached && template == null) {
      untracked = true;
      state = UNTRACKED;
    }
  }

  /** The packet has no connection any more. */
  void forget() {
    connection = null;
    state = untracked ? UNTRACKED : INVALID;
    reply = false;
  }

  void assign(ConnectionEntry entry, int state, boolean reply) {
    connection = entry;
    this.state = state;
    this.reply = reply;
  }
}
