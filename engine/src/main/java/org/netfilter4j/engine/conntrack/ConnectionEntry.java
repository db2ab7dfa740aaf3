package org.netfilter4j.engine.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Context.Template.ZoneDirection;

/**
 * A connection: what packets of either direction look like, and how far it has come (struct
 * nf_conn). It stands in {@link Connections} once it is confirmed; before, it belongs to the packet
 * that began it.
 */
public final class ConnectionEntry implements Connection {
  private final FlowTuple original = new FlowTuple();
  private final FlowTuple reply = new FlowTuple();
  private @Nullable Tuple originalValue;
  private @Nullable Tuple replyValue;
  private int status;
  private int mark;
  private String helper = "";
  private long expires;
  private @Nullable String masqueradeInterface;

  /** The zone that a rule gave it, and the directions for which it counts. */
  private int zone;

  private ZoneDirection zoneDirection = ZoneDirection.BOTH;

  /** When a UDP flow with replies becomes a stream, in nanoseconds. */
  long streamFrom;

  /** TCP's or SCTP's own state; null for the other protocols. */
  @Nullable ProtocolState protocolState;

  /** The next connection with the same original source, for finding it by its source. */
  @Nullable ConnectionEntry nextOfSource;

  // The table's list of entries, in the order in which they were confirmed.
  @Nullable ConnectionEntry older;
  @Nullable ConnectionEntry newer;

  private final boolean accounting;

  /** Two words of labels; null where there is no room for them (nf_conn_labels). */
  private final long @Nullable [] labels;

  private final long[] packets = new long[2];
  private final long[] bytes = new long[2];

  ConnectionEntry(FlowTuple original, FlowTuple reply, boolean accounting, boolean labelled) {
    this.original.set(original);
    this.original.owner = this;
    this.reply.set(reply);
    this.reply.owner = this;
    this.reply.replies = true;
    this.accounting = accounting;
    this.labels = labelled ? new long[2] : null;
  }

  /** What packets of the original direction carry before any translation; not to be changed. */
  public FlowTuple originalTuple() {
    return original;
  }

  /** What packets of the reply direction carry before any translation; not to be changed. */
  public FlowTuple replyTuple() {
    return reply;
  }

  /** What packets of a direction carry before any translation; not to be changed. */
  public FlowTuple tuple(boolean reply) {
    return reply ? this.reply : original;
  }

  /** Lets replies look different (nf_conntrack_alter_reply); only before it is confirmed. */
  public void alterReply(FlowTuple replies) {
    if (isConfirmed()) {
      throw new IllegalStateException("the connection is confirmed");
    }
    int zoneOfReplies = reply.zone;
    reply.set(replies);
    reply.zone = zoneOfReplies;
    replyValue = null;
  }

  /** Puts the connection into a zone, before it is confirmed. */
  void setZone(int id, ZoneDirection direction) {
    zone = id;
    zoneDirection = direction;
    original.zone = direction == ZoneDirection.REPLY ? 0 : id;
    reply.zone = direction == ZoneDirection.ORIGINAL ? 0 : id;
  }

  @Override
  public int zone() {
    return zone;
  }

  /** The directions for which the zone counts. */
  public ZoneDirection zoneDirection() {
    return zoneDirection;
  }

  public Family family() {
    return original.family;
  }

  public int protocol() {
    return original.protocol;
  }

  @Override
  public Tuple original() {
    Tuple value = originalValue;
    if (value == null) {
      value = original.value();
      originalValue = value;
    }
    return value;
  }

  @Override
  public Tuple reply() {
    Tuple value = replyValue;
    if (value == null) {
      value = reply.value();
      replyValue = value;
    }
    return value;
  }

  @Override
  public int status() {
    return status;
  }

  /** Whether one of these bits of {@link FlowStatus} is set. */
  public boolean has(int bits) {
    return (status & bits) != 0;
  }

  public void addStatus(int bits) {
    status |= bits;
  }

  void removeStatus(int bits) {
    status &= ~bits;
  }

  public boolean isConfirmed() {
    return has(FlowStatus.CONFIRMED);
  }

  @Override
  public int mark() {
    return mark;
  }

  @Override
  public void setMark(int mark) {
    this.mark = mark;
  }

  @Override
  public String helper() {
    return helper;
  }

  void setHelper(String name) {
    helper = name;
  }

  /** As {@link Connection#expires}; before it is confirmed, nanoseconds from then on. */
  @Override
  public long expires() {
    return expires;
  }

  /** Counts a packet and sets the time left, unless it is fixed (nf_ct_refresh_acct). */
  void refresh(Packet packet, boolean replying, long now, long timeout) {
    refresh(now, timeout);
    count(packet, replying);
  }

  void count(Packet packet, boolean replying) {
    if (accounting) {
      int direction = replying ? 1 : 0;
      packets[direction]++;
      bytes[direction] += packet.totalLength();
    }
  }

  void refresh(long now, long timeout) {
    if (!has(FlowStatus.FIXED_TIMEOUT)) {
      expires = isConfirmed() ? now + timeout : timeout;
    }
  }

  void setExpires(long expires) {
    this.expires = expires;
  }

  @Override
  public boolean isAccounted() {
    return accounting;
  }

  @Override
  public long packets(boolean replying) {
    return packets[replying ? 1 : 0];
  }

  @Override
  public boolean hasLabel(int bit) {
    return labels != null && (labels[bit / Long.SIZE] >>> bit & 1) != 0;
  }

  @Override
  public boolean addLabel(int bit) {
    if (labels == null) {
      return false;
    }
    labels[bit / Long.SIZE] |= 1L << bit;
    return true;
  }

  @Override
  public boolean isClosed() {
    return protocolState instanceof TcpState tcp && tcp.isClosed();
  }

  @Override
  public long bytes(boolean replying) {
    return bytes[replying ? 1 : 0];
  }

  void setCounters(boolean replying, long packets, long bytes) {
    this.packets[replying ? 1 : 0] = packets;
    this.bytes[replying ? 1 : 0] = bytes;
  }

  boolean isExpired(long now) {
    return isConfirmed() && expires - now <= 0;
  }

  /** The output interface whose address a masqueraded connection has taken; null for others. */
  public @Nullable String masqueradeInterface() {
    return masqueradeInterface;
  }

  public void setMasqueradeInterface(String name) {
    masqueradeInterface = name;
  }

  /** The name of TCP's or SCTP's state as conntrack(8) prints it; empty for other protocols. */
  public String stateName() {
    ProtocolState own = protocolState;
    return own == null ? "" : own.name();
  }

  @Override
  public String toString() {
    return ConnectionText.format(this, Long.MIN_VALUE);
  }
}
