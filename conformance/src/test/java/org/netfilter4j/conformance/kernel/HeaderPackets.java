package org.netfilter4j.conformance.kernel;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Packets for the matches on headers that few packets have: chains of IPv6 extension headers, the
 * mobility header, SCTP and DCCP; some of them cut short.
 *
 * <p>SCTP and DCCP that are damaged come in IPv6 only, and {@link HeaderMatches} inverts tests of
 * them in IPv4 only: where both meet, x_tables counts the packet for the rule and does what its
 * target says before it drops it, which the engine does not.
 */
final class HeaderPackets {
  private static final int HOP_BY_HOP = 0;
  private static final int ROUTING = 43;
  private static final int ESP = 50;
  private static final int AH = 51;
  private static final int NO_NEXT_HEADER = 59;
  private static final int DESTINATION = 60;
  private static final int SCTP = 132;
  private static final int DCCP = 33;
  private static final int MOBILITY = 135;

  private final Dice dice;
  private final boolean v4;
  private final World world;

  HeaderPackets(Dice dice, boolean v4) {
    this.dice = dice;
    this.v4 = v4;
    this.world = v4 ? World.IPV4 : World.IPV6;
  }

  /** A packet of that flow. */
  Step step(Flow flow) {
    boolean local = flow.at() == Place.LOCAL;
    int kind = v4 ? dice.number(0, 3) : dice.number(0, 9);
    int protocol;
    byte[] body;
    switch (kind) {
      case 0, 1 -> {
        protocol = SCTP;
        body = sctp(flow, !local && !v4);
      }
      case 2, 3 -> {
        protocol = DCCP;
        body = dccp(flow, !local && !v4);
      }
      case 4 -> {
        protocol = MOBILITY;
        body = mobility(flow);
      }
      default -> {
        protocol = Packets.UDP;
        body = Packets.udp(flow.from(), flow.to(), flow.sport(), flow.dport(), new byte[12]);
      }
    }
    StringBuilder what = new StringBuilder("protocol " + protocol);
    if (!v4 && (kind > 4 || dice.chance(20))) {
      int count = dice.number(1, 3);
      for (int i = 0; i < count; i++) {
        int header = dice.pick(ROUTING, ROUTING, DESTINATION, AH, Packets.FRAGMENT);
        // What the kernel itself reads must be the first.
        header = i == count - 1 && dice.chance(40) ? HOP_BY_HOP : header;
        boolean once = what.indexOf(Packets.FRAGMENT + " ") < 0;
        header = header == Packets.FRAGMENT && (local || !once) ? DESTINATION : header;
        body = behind(header, protocol, body);
        protocol = header;
        what.insert(0, header + " ");
      }
      if (dice.chance(8)) {
        protocol = dice.pick(NO_NEXT_HEADER, ESP);
      }
    }
    if (!local && !v4 && dice.chance(12)) {
      byte[] cut = Arrays.copyOf(body, dice.number(0, Math.min(body.length, 40)));
      if (!endsInRouting(protocol, cut)) {
        body = cut;
        what.append(", cut short");
      }
    }
    byte[] packet = Packets.ip(flow.from(), flow.to(), protocol, dice.number(1, 0xffff), body);
    return Traffic.enter(flow.at(), what.toString(), packet);
  }

  /**
   * Whether only 2 or 3 bytes of a routing header are left, which are enough for some of the
   * kernel's walks along the headers (ipv6_skip_exthdr) and too few for others (ipv6_find_hdr). The
   * engine has but one.
   */
  private static boolean endsInRouting(int protocol, byte[] body) {
    int next = protocol;
    int at = 0;
    while (at + 2 <= body.length) {
      int length = body[at + 1] & 0xff;
      int bytes =
          switch (next) {
            case HOP_BY_HOP, ROUTING, DESTINATION -> (length + 1) * 8;
            case AH -> (length + 2) * 4;
            case Packets.FRAGMENT -> 8;
            default -> body.length;
          };
      if (next == ROUTING && at + 4 > body.length) {
        return true;
      }
      next = body[at] & 0xff;
      at += bytes;
    }
    return false;
  }

  private byte[] behind(int header, int next, byte[] body) {
    ByteBuffer out = ByteBuffer.allocate(300 + body.length);
    out.put((byte) next);
    switch (header) {
      case ROUTING -> routing(out);
      case AH -> {
        int words = dice.number(1, 4);
        out.put((byte) words).putShort((short) 0).putInt(dice.number(1, 9)).putInt(1);
        out.put(new byte[4 * (words - 1)]);
      }
      case Packets.FRAGMENT -> {
        out.put((byte) (int) dice.pick(0, 0, 5)).putShort((short) (int) dice.pick(0, 0, 2, 4));
        out.putInt(dice.number(1, 5));
      }
      default -> options(header == HOP_BY_HOP, out);
    }
    return Arrays.copyOf(out.put(body).array(), out.position());
  }

  /** Types 0 and 2 with addresses, and segment routing. */
  private void routing(ByteBuffer out) {
    int count = dice.number(0, 4);
    int type = dice.pick(0, 0, 2, 4, 4, 4);
    int left = dice.number(0, count);
    out.put((byte) (2 * count + (dice.chance(15) ? 1 : 0))).put((byte) type).put((byte) left);
    int words = out.get(out.position() - 3) & 0xff;
    if (type == 4) {
      int last = dice.chance(85) ? Math.max(0, count - 1) : dice.number(0, 3);
      out.put((byte) last).put((byte) 0).putShort((short) (int) dice.pick(0, 1, 256, 0x1234));
    } else {
      out.putInt(dice.chance(80) ? 0 : 7);
    }
    for (int i = 0; i < count; i++) {
      out.put(Packets.address(dice.pick(world.far())));
    }
    out.put(new byte[8 * (words - 2 * count)]);
  }

  /** A few options; those hop by hop must be known or may be ignored, or the packet goes no way. */
  private void options(boolean known, ByteBuffer out) {
    ByteBuffer options = ByteBuffer.allocate(80);
    int count = dice.number(0, 3);
    for (int i = 0; i < count; i++) {
      int type = known ? dice.pick(0x1e, 0x3e) : dice.pick(1, 4, 0x1e, 0x3e, 0xc2, 201);
      byte[] data = new byte[dice.number(0, 6)];
      options.put((byte) type).put((byte) data.length).put(data);
      if (dice.chance(20)) {
        options.put((byte) 0);
      }
    }
    int padding = 7 - (options.position() + 1) % 8;
    if (padding == 1) {
      options.put((byte) 0);
    } else if (padding > 1) {
      options.put((byte) 1).put((byte) (padding - 2)).put(new byte[padding - 2]);
    }
    out.put((byte) ((options.position() + 2) / 8 - 1));
    out.put(options.array(), 0, options.position());
  }

  private byte[] mobility(Flow flow) {
    int length = dice.pick(0, 1, 2);
    ByteBuffer out = ByteBuffer.allocate(8 + 8 * length);
    out.put((byte) (int) dice.pick(NO_NEXT_HEADER, NO_NEXT_HEADER, NO_NEXT_HEADER, Packets.UDP));
    out.put((byte) length).put((byte) dice.number(0, 9));
    out.putShort(
        4, (short) Packets.transportChecksum(flow.from(), flow.to(), MOBILITY, out.array()));
    return out.array();
  }

  private byte[] sctp(Flow flow, boolean mayBeWrong) {
    ByteBuffer out = ByteBuffer.allocate(200);
    out.putShort((short) flow.sport()).putShort((short) flow.dport()).putInt(0x77).putInt(0);
    int chunks = dice.number(1, 4);
    for (int i = 0; i < chunks; i++) {
      int type = dice.pick(0, 0, 1, 3, 6, 7, 14, 64, 130, 193, 200);
      int length = 4 + dice.number(0, 12);
      length = mayBeWrong && dice.chance(5) ? 0 : length;
      out.put((byte) type).put((byte) (int) dice.pick(0, 1, 3, 5, 7, 0xa)).putShort((short) length);
      out.put(new byte[Math.max(0, (length + 3 & ~3) - 4)]);
    }
    byte[] bytes = Arrays.copyOf(out.array(), out.position());
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    ByteBuffer.wrap(bytes).putInt(8, Integer.reverseBytes((int) crc.getValue()));
    return bytes;
  }

  private byte[] dccp(Flow flow, boolean mayBeWrong) {
    int type = dice.number(0, 12);
    int extended = dice.chance(60) ? 1 : 0;
    int fixed =
        switch (type) {
          case 0 -> 4;
          case 2 -> 0;
          case 1, 7 -> 12;
          default -> type < 10 ? 8 : 12;
        };
    ByteBuffer options = ByteBuffer.allocate(40);
    int count = dice.number(0, 4);
    for (int i = 0; i < count; i++) {
      int kind = dice.pick(0, 1, 2, 32, 33, 41, 255);
      options.put((byte) kind);
      if (kind > 1) {
        int length = dice.chance(90) ? dice.number(2, 6) : dice.number(0, 1);
        options.put((byte) length).put(new byte[Math.max(0, length - 2)]);
      }
    }
    int padded = options.position() + 3 & ~3;
    int header = 12 + 4 * extended + fixed + padded;
    ByteBuffer out = ByteBuffer.allocate(header + dice.number(0, 8));
    out.putShort((short) flow.sport()).putShort((short) flow.dport());
    int words = mayBeWrong && dice.chance(10) ? dice.number(0, 12) : header / 4;
    out.put((byte) words).put((byte) 0).putShort((short) 0).put((byte) (type << 1 | extended));
    out.put(12 + 4 * extended + fixed, options.array(), 0, padded);
    out.putShort(6, (short) Packets.transportChecksum(flow.from(), flow.to(), DCCP, out.array()));
    return out.array();
  }
}
