package org.netfilter4j.engine.conntrack;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Operation;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Context.Template.ZoneDirection;

/**
 * The table of connections of a host. Time goes as the caller says: entries that have expired are
 * removed when they are come across. Not safe for use by several threads.
 */
public final class Connections {
  private static final long SECOND = 1_000_000_000L;

  private final Settings settings;
  private final EntryTable table;
  private final TakenTuples taken;
  private final IcmpErrors icmpErrors;
  private final Tcp tcp;
  private final Protocol udp;
  private final Protocol udpLite;
  private final Protocol questions;
  private final Protocol gre;
  private final Protocol generic;
  private final Protocol sctp;

  /** The time of the last call that told it. */
  private long clock;

  /** Whether connections that begin are counted, and have room for labels. */
  private boolean accounting;

  private boolean labels;

  /** Whether {@link #resolve} found no room. */
  private boolean tableFull;

  // Scratch: nothing is allocated for packets of connections that are known.
  private final FlowTuple key = new FlowTuple();
  private final FlowTuple inverse = new FlowTuple();

  public Connections(Settings settings) {
    this.settings = settings;
    accounting = settings.accounting;
    table = new EntryTable(settings);
    taken = new TakenTuples(this, table);
    icmpErrors = new IcmpErrors(settings, table);
    tcp = new Tcp(settings, table);
    udp = new Datagrams.Udp(settings);
    udpLite = new Datagrams.UdpLite(settings);
    questions = new Datagrams.Questions(settings);
    gre = new Datagrams.Gre(settings);
    generic = new Datagrams.Generic(settings);
    sctp = new Sctp(settings);
  }

  public Settings settings() {
    return settings;
  }

  /** Has connections that begin from now on come with that. */
  public void extend(Connection.Extra with) {
    switch (with) {
      case ACCOUNTING -> accounting = true;
      case LABELS -> labels = true;
    }
  }

  /** What the packet's headers make of it, in zone 0; null where they are cut short. */
  public Connection.@Nullable Tuple tuple(Packet packet) {
    return Tuples.read(packet, key) ? key.inZone(0).value() : null;
  }

  /** The connection whose packets of either direction look so, if it has not expired. */
  public @Nullable ConnectionEntry find(Connection.Tuple tuple, long now) {
    FlowTuple found = table.alive(key.set(tuple), tuple.zone(), now);
    return found == null ? null : found.owner;
  }

  /** The time of the last call that told it. */
  long clock() {
    return clock;
  }

  /** How many entries there are, those included that have expired unnoticed. */
  public int count() {
    return table.count();
  }

  /**
   * Finds or begins the packet's connection (nf_conntrack_in): priority −200 of PREROUTING and
   * OUTPUT. What came out of it stands in {@code tracking}; a packet that has a connection already,
   * or is untracked, keeps what it has.
   *
   * @param now nanoseconds since 1970
   * @return ACCEPT, or DROP where the table is full
   */
  public Operation.Result track(Packet packet, Hook hook, long now, Tracking tracking) {
    clock = now;
    if (tracking.untracked) {
      tracking.state = Tracking.UNTRACKED;
    }
    if (tracking.connection != null || tracking.state == Tracking.UNTRACKED) {
      return Operation.Result.ACCEPT;
    }
    Context.Template template = tracking.template;
    tracking.template = null;
    tracking.forget();
    if (hook == Hook.OUTPUT && packet.family() == Family.IPV4 && packet.isFragment()) {
      return Operation.Result.ACCEPT; // From a raw socket that forbids reassembly.
    }
    if (!Tuples.read(packet, key)) {
      // Of ICMP, errors included, not even that much is looked at when it is cut short.
      return Operation.Result.ACCEPT;
    }
    if (Icmp.isIcmp(key.protocol)) {
      switch (icmpErrors.handle(packet, hook, now, tracking, template)) {
        case DONE -> {
          return Operation.Result.ACCEPT;
        }
        case NO_ERROR -> {}
      }
    }
    while (true) {
      ConnectionEntry entry = resolve(packet, now, tracking, template);
      if (entry == null) {
        return tableFull ? Operation.Result.DROP : Operation.Result.ACCEPT;
      }
      switch (protocol(key.protocol).judge(entry, packet, tracking, hook, now)) {
        case VALID -> {
          if (tracking.reply && tracking.state == Tracking.ESTABLISHED) {
            entry.addStatus(FlowStatus.SEEN_REPLY);
          }
          return Operation.Result.ACCEPT;
        }
        case INVALID -> {
          tracking.forget();
          return Operation.Result.ACCEPT;
        }
        case AGAIN -> tracking.forget();
      }
    }
  }

  /** The entry for the packet whose tuple is in {@link #key}; null where there can be none. */
  private @Nullable ConnectionEntry resolve(
      Packet packet, long now, Tracking tracking, Context.@Nullable Template template) {
    tableFull = false;
    FlowTuple found = table.find(key, zone(packet, template), direction(template), now);
    if (found == null) {
      return begin(packet, now, tracking, template);
    }
    ConnectionEntry entry = found.owner;
    if (entry == null) {
      throw new IllegalStateException("a tuple in the table without a connection");
    }
    int state =
        found.replies || entry.has(FlowStatus.SEEN_REPLY)
            ? Tracking.ESTABLISHED
            : entry.has(FlowStatus.EXPECTED) ? Tracking.RELATED : Tracking.NEW;
    tracking.assign(entry, state, found.replies);
    return entry;
  }

  private @Nullable ConnectionEntry begin(
      Packet packet, long now, Tracking tracking, Context.@Nullable Template template) {
    if (!inverse.invert(key)) {
      return null;
    }
    if (!table.makeRoom(key, now)) {
      tableFull = true;
      return null;
    }
    ConnectionEntry entry = new ConnectionEntry(key, inverse, accounting, labels);
    entry.setZone(zone(packet, template), direction(template));
    if (template != null && template.helper() != null) {
      entry.setHelper(template.helper());
      entry.addStatus(FlowStatus.HELPER);
    }
    tracking.assign(entry, Tracking.NEW, false);
    return entry;
  }

  private Protocol protocol(int number) {
    return switch (number) {
      case IpProtocol.TCP -> tcp;
      case IpProtocol.UDP -> udp;
      case IpProtocol.UDP_LITE -> udpLite;
      case IpProtocol.ICMP, IpProtocol.ICMPV6 -> questions;
      case IpProtocol.SCTP -> sctp;
      case IpProtocol.GRE -> gre;
      default -> generic;
    };
  }

  static int zone(Packet packet, Context.@Nullable Template template) {
    if (template == null) {
      return 0;
    }
    return (template.zoneFromMark() ? packet.mark() : template.zone()) & 0xffff;
  }

  static ZoneDirection direction(Context.@Nullable Template template) {
    return template == null ? ZoneDirection.BOTH : template.zoneDirection();
  }

  /**
   * Puts a connection that begins with this packet into the table (nf_conntrack_confirm): last at
   * INPUT and POSTROUTING.
   *
   * @return ACCEPT, or DROP where another connection has taken its place
   */
  public Operation.Result confirm(Packet packet, Tracking tracking, long now) {
    clock = now;
    ConnectionEntry entry = tracking.connection;
    if (entry == null || entry.isConfirmed() || tracking.reply) {
      return Operation.Result.ACCEPT;
    }
    if (entry.has(FlowStatus.DYING)) {
      return Operation.Result.DROP;
    }
    FlowTuple original = entry.originalTuple();
    FlowTuple reply = entry.replyTuple();
    FlowTuple clash = table.rival(original, original.zone, entry, now);
    if (clash == null) {
      clash = table.rival(reply, reply.zone, entry, now);
    }
    if (clash != null) {
      return resolveClash(entry, clash, tracking, now);
    }
    entry.setExpires(now + entry.expires());
    table.insert(entry, now);
    return Operation.Result.ACCEPT;
  }

  /**
   * Two packets of one flow were on their way at the same time, and each began a connection
   * (nf_ct_resolve_clash). The second joins the first where both look the same; where only its
   * replies differ, it lives for a second to let the reply back.
   */
  private Operation.Result resolveClash(
      ConnectionEntry loser, FlowTuple clash, Tracking tracking, long now) {
    if (!mayClash(loser.protocol())) {
      return Operation.Result.DROP;
    }
    if (join(loser, clash, tracking)) {
      return Operation.Result.ACCEPT;
    }
    FlowTuple reply = table.rival(loser.replyTuple(), loser.replyTuple().zone, loser, now);
    if (reply != null) {
      return join(loser, reply, tracking) ? Operation.Result.ACCEPT : Operation.Result.DROP;
    }
    loser.setExpires(now + SECOND);
    loser.addStatus(FlowStatus.FIXED_TIMEOUT | FlowStatus.NAT_CLASH);
    table.insertReply(loser);
    return Operation.Result.ACCEPT;
  }

  static boolean mayClash(int protocol) {
    return protocol == IpProtocol.UDP
        || protocol == IpProtocol.UDP_LITE
        || protocol == IpProtocol.GRE;
  }

  private static boolean join(ConnectionEntry loser, FlowTuple clash, Tracking tracking) {
    ConnectionEntry winner = clash.owner;
    if (winner == null) {
      return false;
    }
    boolean same =
        same(winner.originalTuple(), loser.originalTuple())
            && same(winner.replyTuple(), loser.replyTuple());
    boolean reversed =
        same(winner.originalTuple(), loser.replyTuple())
            && same(winner.replyTuple(), loser.originalTuple());
    if (same || reversed) {
      tracking.connection = winner;
      return true;
    }
    return false;
  }

  static boolean same(FlowTuple a, FlowTuple b) {
    return a.zone == b.zone && a.sameFlow(b);
  }

  /** What translation asks of the table. */
  public TakenTuples taken() {
    return taken;
  }

  /** Says that the host resets the packet's TCP connection (nf_conntrack_tcp_set_closing). */
  public void close(Tracking tracking, long now) {
    if (tracking.connection != null) {
      tcp.close(tracking.connection, now);
    }
  }

  /**
   * Puts an entry into the table that was read from text.
   *
   * @return false where a connection of that kind is there already
   */
  public boolean add(ConnectionEntry entry, long now) {
    FlowTuple original = entry.originalTuple();
    FlowTuple reply = entry.replyTuple();
    if (table.rival(original, original.zone, entry, now) != null
        || table.rival(reply, reply.zone, entry, now) != null) {
      return false;
    }
    table.insert(entry, now);
    return true;
  }

  /** The connection's tuple that is equal to a key in that very zone, if it has not expired. */
  public @Nullable FlowTuple alive(FlowTuple key, int zone, long now) {
    return table.alive(key, zone, now);
  }

  /** Removes a connection, as when it expires. */
  public void delete(ConnectionEntry entry) {
    table.delete(entry);
  }

  /** Removes all connections. */
  public void clear() {
    table.clear();
  }

  /** The entries that have not expired, the oldest first. */
  public List<ConnectionEntry> entries(long now) {
    return table.entries(now);
  }
}
