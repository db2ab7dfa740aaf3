package org.netfilter4j.xt.match;

import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Reading;

/**
 * What ecn and tcpmss read of a TCP header. Unlike tcp they don't ask whether the packet is a later
 * fragment, and take its data for a header: in IPv4 what follows the IP header, in IPv6 the IP
 * header itself, because ipv6_find_hdr gives no offset for later fragments.
 */
enum TcpHeader implements Reading {
  /** Byte 13, as {@link org.netfilter4j.model.Field.Header#TCP_FLAGS}. */
  FLAGS("TCP flags", "TCP 标志"),
  /** 1; absent where the header with its options is not whole. */
  WHOLE("whole TCP header with options", "完整的 TCP 首部及选项"),
  /** The value of the first well formed MSS option. */
  MSS("TCP MSS", "TCP MSS");

  private static final int FIXED = 20;
  private static final int MSS_KIND = 2;
  private static final int MSS_LENGTH = 4;

  private final Label label;

  TcpHeader(String en, String zh) {
    label = new Label(en, zh);
  }

  @Override
  public Source source() {
    return Source.PACKET;
  }

  @Override
  public Label label() {
    return label;
  }

  @Override
  public Presence read(Context context, Cell into) {
    Packet packet = context.packet();
    boolean nowhere = packet.family() == Family.IPV6 && packet.fragmentOffset() != 0;
    int at = nowhere ? 0 : packet.transportOffset();
    if (at + FIXED > packet.length()) {
      return Presence.ABSENT;
    }
    int end = at + (packet.byteAt(at + 12) >>> 4) * 4;
    boolean whole = end >= at + FIXED && end <= packet.length();
    return switch (this) {
      case FLAGS -> found(into, packet.byteAt(at + 13));
      case WHOLE -> whole ? found(into, 1) : Presence.ABSENT;
      case MSS -> whole ? mss(packet, at + FIXED, end, into) : Presence.ABSENT;
    };
  }

  private static Presence mss(Packet packet, int start, int end, Cell into) {
    int at = start;
    while (at < end) {
      int kind = packet.byteAt(at);
      int length = kind < MSS_KIND || at + 1 == end ? 1 : packet.byteAt(at + 1);
      if (kind == MSS_KIND && length == MSS_LENGTH && end - at >= MSS_LENGTH) {
        return found(into, packet.shortAt(at + 2));
      }
      at += Math.max(1, length);
    }
    return Presence.ABSENT;
  }

  private static Presence found(Cell into, int value) {
    into.number(value);
    return Presence.PRESENT;
  }
}
