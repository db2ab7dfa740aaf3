package org.netfilter4j.engine.route;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;

/** What routing decided; reused, so read it before the next question. */
public final class Decision {
  Reason reason = Reason.NO_ROUTE;
  Fib.@Nullable Way way;
  Fib.@Nullable Hop hop;
  @Nullable Link out;
  @Nullable Address source;

  void clear(Reason with) {
    reason = with;
    way = null;
    hop = null;
    out = null;
    source = null;
  }

  public Reason reason() {
    return reason;
  }

  /** Where it goes out: null for a packet to the host that came from outside, and for a dropped. */
  public @Nullable Link out() {
    return out;
  }

  /** The gateway; null where the destination is on the link. */
  public @Nullable Address gateway() {
    return hop == null ? null : hop.via();
  }

  /** The source address for a packet of the host's own that has none yet, or null. */
  public @Nullable Address source() {
    return source;
  }

  /** The route that was found, or null. */
  public @Nullable Route route() {
    return way == null ? null : way.route();
  }

  /** The largest packet in bytes that the way takes whole. */
  public int mtu() {
    Link link = out;
    int own = way == null ? 0 : way.route().mtu();
    return own != 0 ? own : link == null ? Integer.MAX_VALUE : link.mtu();
  }

  /** Copies another decision. */
  public void set(Decision other) {
    reason = other.reason;
    way = other.way;
    hop = other.hop;
    out = other.out;
    source = other.source;
  }
}
