package org.netfilter4j.diagnose.replay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Connection;

/**
 * The packets of a connection, or, where they have none, between two ends of a protocol, and what
 * became of them. Addresses and ports are those of the original direction before any translation,
 * or of the packet seen first.
 */
public final class Flow {
  private final int protocol;
  private final Address source;
  private final Address destination;
  private final int sourcePort;
  private final int destinationPort;
  private final int icmp;
  private final int icmpId;
  private final long firstPacket;
  private final boolean downward;
  private final List<Verdict> verdicts = new ArrayList<>(2);
  private final long[] packets = new long[2];
  private final long[] bytes = new long[2];
  private long passedForward;
  private long answers;
  private long unasked;

  /** Packets of one direction to which the same happened, for the same reason. */
  public static final class Verdict {
    private final boolean reply;
    private final Fate fate;
    private final Fate.@Nullable Cause by;
    private final long firstPacket;
    private long packets;
    private long bytes;

    private Verdict(boolean reply, Fate fate, Fate.@Nullable Cause by, long firstPacket) {
      this.reply = reply;
      this.fate = fate;
      this.by = by;
      this.firstPacket = firstPacket;
    }

    /** Whether they went backward. */
    public boolean isReply() {
      return reply;
    }

    public Fate fate() {
      return fate;
    }

    /** The rule or policy that decided, or the other reason of a drop; null where nobody did. */
    public Fate.@Nullable Cause by() {
      return by;
    }

    /** The number in the capture of the first of them, from 1. */
    public long firstPacket() {
      return firstPacket;
    }

    public long packets() {
      return packets;
    }

    /** Bytes from the network header on, as rules count them. */
    public long bytes() {
      return bytes;
    }
  }

  /** The flow of a packet without a connection. */
  Flow(Packet first, long number, boolean downward) {
    protocol = first.protocol();
    source = first.source();
    destination = first.destination();
    boolean ports = first.has(Field.Header.SOURCE_PORT);
    sourcePort = ports ? (int) first.number(Field.Header.SOURCE_PORT) : -1;
    destinationPort = ports ? (int) first.number(Field.Header.DESTINATION_PORT) : -1;
    boolean message = first.has(Field.Header.ICMP_TYPE);
    int code = (int) first.number(Field.Header.ICMP_CODE);
    icmp = message ? (int) first.number(Field.Header.ICMP_TYPE) << 8 | code : -1;
    icmpId = message && FlowKey.isQuestion(protocol, icmp >>> 8) ? first.icmpId() : -1;
    firstPacket = number;
    this.downward = downward;
  }

  /** The flow of a connection; its forward direction is the connection's. */
  Flow(Connection.Tuple original, long number, boolean downward) {
    protocol = original.protocol();
    source = original.source();
    destination = original.destination();
    boolean message = FlowKey.isIcmp(protocol);
    boolean ports =
        switch (protocol) {
          case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.UDP_LITE, IpProtocol.SCTP -> true;
          default -> false;
        };
    sourcePort = ports ? original.sourcePort() : -1;
    destinationPort = ports ? original.destinationPort() : -1;
    icmp = message ? original.destinationPort() : -1;
    icmpId = message ? original.sourcePort() : -1;
    firstPacket = number;
    this.downward = downward;
  }

  /** Whether a packet of this flow goes backward, by the direction of its key. */
  boolean isReply(boolean keyDownward) {
    return keyDownward != downward;
  }

  void add(
      boolean reply, Fate fate, Fate.@Nullable Cause by, boolean passed, long number, int length) {
    int direction = reply ? 1 : 0;
    packets[direction]++;
    bytes[direction] += length;
    if (passed && !reply) {
      passedForward++;
    }
    Verdict verdict = verdict(reply, fate, by, number);
    verdict.packets++;
    verdict.bytes += length;
  }

  private Verdict verdict(boolean reply, Fate fate, Fate.@Nullable Cause by, long number) {
    for (int i = 0; i < verdicts.size(); i++) {
      Verdict verdict = verdicts.get(i);
      if (verdict.reply == reply && verdict.fate.equals(fate) && Objects.equals(verdict.by, by)) {
        return verdict;
      }
    }
    Verdict verdict = new Verdict(reply, fate, by, number);
    verdicts.add(verdict);
    return verdict;
  }

  /** Whether packets went forward and none has passed, so that nobody could have answered. */
  boolean isDead() {
    return packets[0] > 0 && passedForward == 0;
  }

  void answered() {
    answers++;
  }

  void addUnasked() {
    unasked++;
  }

  /** The number of the IP protocol. */
  public int protocol() {
    return protocol;
  }

  public Address source() {
    return source;
  }

  public Address destination() {
    return destination;
  }

  /** The source port; -1 where there is none. */
  public int sourcePort() {
    return sourcePort;
  }

  /** The destination port; -1 where there is none. */
  public int destinationPort() {
    return destinationPort;
  }

  /** Of ICMP, type × 256 + code; else -1. */
  public int icmp() {
    return icmp;
  }

  /** Of an ICMP question or answer, its id; else -1. */
  public int icmpId() {
    return icmpId;
  }

  /** The number in the capture of its first packet, from 1. */
  public long firstPacket() {
    return firstPacket;
  }

  /** How many packets of that direction went through the host's rules. */
  public long packets(boolean reply) {
    return packets[reply ? 1 : 0];
  }

  /** Their bytes from the network header on. */
  public long bytes(boolean reply) {
    return bytes[reply ? 1 : 0];
  }

  /** What became of them, in the order in which it first happened. */
  public List<Verdict> verdicts() {
    return Collections.unmodifiableList(verdicts);
  }

  /** How many packets of its own the host answered with: of REJECT, and ICMP errors. */
  public long answers() {
    return answers;
  }

  /** How many captured answers were left out because nothing that they answer has passed. */
  public long unasked() {
    return unasked;
  }
}
