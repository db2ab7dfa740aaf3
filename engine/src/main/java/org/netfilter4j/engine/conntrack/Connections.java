package org.netfilter4j.engine.conntrack;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Operation;
import org.netfilter4j.packet.Packet;

/** The table of connections of a host. Not safe for use by several threads. */
public final class Connections {
  private final Settings settings;

  public Connections(Settings settings) {
    this.settings = settings;
  }

  public Settings settings() {
    return settings;
  }

  /**
   * Finds or begins the packet's connection (nf_conntrack_in): priority −200 of PREROUTING and
   * OUTPUT. What came out of it stands in {@code tracking}.
   *
   * @param now nanoseconds since 1970
   * @return ACCEPT, or DROP where the table is full
   */
  public Operation.Result track(Packet packet, Hook hook, long now, Tracking tracking) {
    return Operation.Result.ACCEPT;
  }

  /**
   * Puts a connection that begins with this packet into the table (nf_conntrack_confirm): last at
   * INPUT and POSTROUTING.
   *
   * @return ACCEPT, or DROP where another connection has taken its place
   */
  public Operation.Result confirm(Packet packet, Tracking tracking, long now) {
    return Operation.Result.ACCEPT;
  }

  /** The entries that have not expired, in no particular order. */
  public List<ConnectionEntry> entries(long now) {
    return new ArrayList<>();
  }
}
