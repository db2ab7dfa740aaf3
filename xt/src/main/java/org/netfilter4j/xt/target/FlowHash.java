package org.netfilter4j.xt.target;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Continuing;
import org.netfilter4j.xt.lower.JenkinsHash;

/**
 * HMARK's hash (xt_HMARK.c): of the packet's addresses, ports and protocol, or of its connection's.
 * Both directions of a flow give the same, and so do ICMP errors about it. It asks for no
 * connection tracking: where nobody else does, there are no connections to hash.
 */
final class FlowHash implements Continuing {
  private static final int FRAGMENT_BITS = 0x3fff;

  private final HmarkTarget.Data data;
  private final int[] sourceMask;
  private final int[] destinationMask;

  /** What is hashed: both addresses, and both ports (or the SPI) in one word. */
  private final int[] key = new int[3];

  private int protocol;

  // Where a walk along IPv6 headers has come to.
  private int next;
  private int at;
  private boolean fragment;

  FlowHash(HmarkTarget.Data data) {
    this.data = data;
    sourceMask = mask(data.sourceBits());
    destinationMask = mask(data.destinationBits());
  }

  private static int[] mask(int bits) {
    int[] words = new int[4];
    for (int i = 0; i < words.length; i++) {
      int ones = Math.clamp(bits - 32L * i, 0, 32);
      words[i] = ones == 0 ? 0 : -1 << (32 - ones);
    }
    return words;
  }

  @Override
  public Result apply(Context context) {
    key[0] = 0;
    key[1] = 0;
    key[2] = 0;
    protocol = 0;
    Packet packet = context.packet();
    boolean hashed =
        data.has(HmarkTarget.CONNECTION)
            ? connection(context.connection())
            : packet.family() == Family.IPV4 ? ipv4(packet) : ipv6(packet);
    if (hashed) {
      packet.setMark(mark());
    }
    return Result.CONTINUE;
  }

  private int mark() {
    if (Integer.compareUnsigned(key[1], key[0]) < 0) {
      int lower = key[1];
      key[1] = key[0];
      key[0] = lower;
    }
    int hash = JenkinsHash.of(key, 3, data.seed()) ^ (protocol & data.protocolMask());
    return (int) ((hash & 0xffff_ffffL) * data.modulus() >>> 32) + (int) data.offset();
  }

  private boolean connection(@Nullable Connection connection) {
    if (connection == null) {
      return false;
    }
    Connection.Tuple original = connection.original();
    Connection.Tuple reply = connection.reply();
    key[0] = masked(original.source(), sourceMask);
    key[1] = masked(reply.source(), destinationMask);
    protocol = original.protocol();
    if (protocol != IpProtocol.ICMP) {
      ports(original.sourcePort() << 16 | reply.sourcePort());
    }
    return true;
  }

  private static int masked(Address address, int[] mask) {
    return address.family() == Family.IPV4
        ? (int) address.low() & mask[0]
        : (int) (address.high() >>> 32) & mask[0]
            ^ (int) address.high() & mask[1]
            ^ (int) (address.low() >>> 32) & mask[2]
            ^ (int) address.low() & mask[3];
  }

  /** The ports under the mask, the higher one first. */
  private void ports(int word) {
    int set = word & data.portMask() | data.portSet();
    int source = set >>> 16;
    int destination = set & 0xffff;
    key[2] = Math.max(source, destination) << 16 | Math.min(source, destination);
  }

  private boolean ipv4(Packet packet) {
    int header = packet.protocol() == IpProtocol.ICMP ? quoted(packet) : 0;
    if (header + 20 > packet.length()) {
      return false;
    }
    key[0] = (int) packet.intAt(header + 12) & sourceMask[0];
    key[1] = (int) packet.intAt(header + 16) & destinationMask[0];
    protocol = packet.byteAt(header + 9);
    if (protocol != IpProtocol.ICMP && (packet.shortAt(header + 6) & FRAGMENT_BITS) == 0) {
      transport(packet, header + (packet.byteAt(header) & 0xf) * 4);
    }
    return true;
  }

  /** Where the packet that an ICMP error is about begins; 0 for what is no error. */
  private static int quoted(Packet packet) {
    int icmp = packet.headerLength();
    if (icmp + 8 > packet.length()) {
      return 0;
    }
    return switch (packet.byteAt(icmp)) {
      case 3, 4, 5, 11, 12 -> icmp + 8;
      default -> 0;
    };
  }

  private void transport(Packet packet, int start) {
    int from =
        switch (protocol) {
          case IpProtocol.AH -> start + 4;
          case IpProtocol.ESP -> start;
          default -> IpProtocol.hasPorts(protocol) ? start : packet.length();
        };
    if (from + 4 <= packet.length()) {
      ports((int) packet.intAt(from));
    }
  }

  private boolean ipv6(Packet packet) {
    int header = 0;
    if (!walk(packet, header)) {
      // The kernel hashes nothing at all then, and marks with that.
      return true;
    }
    if (!fragment && next == IpProtocol.ICMPV6 && isError(packet)) {
      header = at + 8;
      if (!walk(packet, header)) {
        return false;
      }
    }
    key[0] = masked(packet, header + 8, sourceMask);
    key[1] = masked(packet, header + 24, destinationMask);
    protocol = next;
    if (protocol != IpProtocol.ICMPV6 && !fragment) {
      transport(packet, at);
    }
    return true;
  }

  private boolean isError(Packet packet) {
    return at + 8 <= packet.length() && packet.byteAt(at) != 0 && packet.byteAt(at) < 128;
  }

  private static int masked(Packet packet, int start, int[] mask) {
    int value = 0;
    for (int i = 0; i < mask.length; i++) {
      value ^= (int) packet.intAt(start + 4 * i) & mask[i];
    }
    return value;
  }

  /**
   * Goes along the headers to the transport protocol, or to AH, as ipv6_find_hdr does with
   * IP6_FH_F_AUTH; false where it does not get there.
   */
  private boolean walk(Packet packet, int header) {
    fragment = false;
    if (header + 40 > packet.length() || packet.byteAt(header) >>> 4 != 6) {
      return false;
    }
    next = packet.byteAt(header + 6);
    at = header + 40;
    while (IpProtocol.isExtensionHeader(next) && next != IpProtocol.NO_NEXT_HEADER) {
      int needed = next == IpProtocol.FRAGMENT || next == IpProtocol.ROUTING ? 4 : 2;
      fragment |= next == IpProtocol.FRAGMENT;
      if (at + needed > packet.length()) {
        return false;
      }
      if (next == IpProtocol.AH) {
        return true;
      }
      int following = packet.byteAt(at);
      if (next != IpProtocol.FRAGMENT) {
        at += (packet.byteAt(at + 1) + 1) << 3;
      } else if ((packet.shortAt(at + 2) & 0xfff8) == 0) {
        at += 8;
      } else {
        next = following;
        return !IpProtocol.isExtensionHeader(following) || following == IpProtocol.NO_NEXT_HEADER;
      }
      next = following;
    }
    return true;
  }

  @Override
  public Set<Field> writes() {
    return Set.of(Field.Meta.MARK);
  }

  @Override
  public Label label() {
    long last = data.offset() + data.modulus() - 1;
    String marks = data.offset() + "-" + (last & 0xffff_ffffL);
    return new Label(
        "sets the packet mark to a hash of its flow, in " + marks, "把数据包标记设为其流的哈希值，范围 " + marks);
  }
}
