package org.netfilter4j.engine.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.conntrack.FlowStatus;

/**
 * What translation asks of the table when it looks for a tuple that no other connection has: two
 * connections whose packets look the same in one direction could not be told apart.
 */
public final class TakenTuples {
  private final Connections connections;
  private final EntryTable table;
  private final SourceIndex sources;

  TakenTuples(Connections connections, EntryTable table) {
    this.connections = connections;
    this.table = table;
    sources = table.sources();
  }

  /**
   * Whether another connection carries a tuple already, so that its replies could not be told apart
   * (nf_conntrack_tuple_taken). One with the same original tuple is the same flow, and no other.
   *
   * @param tuple in the reply zone of {@code except}
   */
  public boolean isTaken(FlowTuple tuple, ConnectionEntry except) {
    FlowTuple found = table.rival(tuple, except.replyTuple().zone, except, connections.clock());
    return found != null
        && found.owner != null
        && found.owner != except
        && !Connections.same(found.owner.originalTuple(), except.originalTuple());
  }

  /**
   * As {@link #isTaken}, where ports have become scarce: a translated TCP connection that is over
   * is removed if the new one's sequence numbers have advanced beyond its own
   * (nf_nat_used_tuple_harder).
   */
  public boolean isTakenForGood(FlowTuple tuple, ConnectionEntry except) {
    if (!(except.protocolState instanceof TcpState opening)
        || opening.state != TcpState.State.SYN_SENT) {
      return isTaken(tuple, except);
    }
    FlowTuple found = table.find(tuple, except.zone(), except.zoneDirection(), connections.clock());
    if (found == null || found.owner == null) {
      return false;
    }
    ConnectionEntry other = found.owner;
    boolean over =
        found.replies
            && other != except
            && other.has(FlowStatus.SRC_NAT)
            && !other.has(FlowStatus.FIXED_TIMEOUT)
            && other.protocolState instanceof TcpState old
            && old.state.compareTo(TcpState.State.TIME_WAIT) >= 0
            && opening.original.end - old.original.end > 0;
    if (over) {
      table.delete(other);
    }
    return !over;
  }

  /**
   * Whether the flow of an untranslated connection-to-be is taken, be it by itself the other way
   * round (nf_nat_used_tuple_new).
   *
   * @param tuple its original tuple
   * @param reply the inverse of it
   */
  public boolean isTakenByAnother(FlowTuple tuple, FlowTuple reply, ConnectionEntry except) {
    if (!isTaken(reply, except)) {
      return false;
    }
    int translated = FlowStatus.SRC_NAT | FlowStatus.DST_NAT | FlowStatus.SEQ_ADJUST;
    if (!Connections.mayClash(except.protocol()) || except.has(translated)) {
      return true;
    }
    FlowTuple found = table.find(tuple, except.zone(), except.zoneDirection(), connections.clock());
    if (found == null) {
      found = table.find(reply, except.zone(), except.zoneDirection(), connections.clock());
    }
    if (found == null || found.owner == null) {
      return false;
    }
    return found.owner.has(translated)
        || !found.owner.originalTuple().sameFlow(except.replyTuple());
  }

  /**
   * The newest connection from the original source of this one, for giving it the same new source.
   *
   * @param source the tuple whose source is looked for
   */
  public @Nullable ConnectionEntry firstOfSource(ConnectionEntry like, FlowTuple source) {
    return alive(sources.first(like, source), like, source);
  }

  /** The next older one after {@link #firstOfSource}. */
  public @Nullable ConnectionEntry nextOfSource(
      ConnectionEntry after, ConnectionEntry like, FlowTuple source) {
    return alive(sources.next(after, like, source), like, source);
  }

  private @Nullable ConnectionEntry alive(
      @Nullable ConnectionEntry from, ConnectionEntry like, FlowTuple source) {
    ConnectionEntry entry = from;
    while (entry != null && entry.isExpired(connections.clock())) {
      entry = sources.next(entry, like, source);
    }
    return entry;
  }
}
