package org.netfilter4j.xt.target;

import java.util.Set;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Effect;

/**
 * The rewriting.
 *
 * @param behind the bits of an address behind the longer prefix
 * @param adjustment what is added to 16 bits so that the sum of the address stays
 */
record PrefixRewrite(
    MaskedAddress from, MaskedAddress to, boolean ofSource, Address behind, int adjustment)
    implements Effect {
  private static final int PARAMETER_PROBLEM = 4;
  private static final int BYTES = 16;

  static PrefixRewrite of(MaskedAddress from, MaskedAddress to, boolean ofSource) {
    int length = Math.max(from.prefixLength(), to.prefixLength());
    return new PrefixRewrite(
        from,
        to,
        ofSource,
        Address.mask(Family.IPV6, length).complement(),
        Checksums.fold(sum(from) + (~sum(to) & 0xffffL)));
  }

  private static int sum(MaskedAddress prefix) {
    return Checksums.fold(Checksums.sum(0, prefix.address().toBytes(), 0, BYTES));
  }

  @Override
  public Result apply(Context context) {
    Packet packet = context.packet();
    int at = packet.sourceOffset() + (ofSource ? 0 : BYTES);
    if (!map(packet, at)) {
      byte[] answer = RejectAnswer.icmpError(context, PARAMETER_PROBLEM, 0, at);
      if (answer != null) {
        context.send(answer);
      }
      return Result.DROP;
    }
    int quoted = quoted(packet);
    if (quoted >= 0) {
      // The packet that it quotes went the other way.
      int address = quoted + packet.sourceOffset() + (ofSource ? BYTES : 0);
      if (from.contains(half(packet, address), half(packet, address + 8))) {
        map(packet, address);
      }
    }
    return Result.CONTINUE;
  }

  /** Where the packet begins that an ICMPv6 error right behind the IPv6 header quotes, or -1. */
  private static int quoted(Packet packet) {
    boolean error =
        packet.byteAt(6) == IpProtocol.ICMPV6
            && packet.hasTransportBytes(8 + packet.headerLength())
            && packet.number(Field.Header.ICMP_TYPE) >= 1
            && packet.number(Field.Header.ICMP_TYPE) <= PARAMETER_PROBLEM;
    return error ? packet.transportOffset() + 8 : -1;
  }

  /** Rewrites the address at that offset; false where no 16 bits are left for the checksum. */
  private boolean map(Packet packet, int at) {
    write(packet, at, to.address().high() | (half(packet, at) & behind.high()));
    write(packet, at + 8, to.address().low() | (half(packet, at + 8) & behind.low()));
    // Up to a prefix of 48 bits the subnet takes the difference, else the interface identifier.
    int word = behind.high() << 48 == -1L << 48 ? 6 : 8;
    while (word >= 8 && word < BYTES && packet.shortAt(at + word) == 0xffff) {
      word += 2;
    }
    if (word == BYTES) {
      return false;
    }
    int sum = Checksums.fold((long) packet.shortAt(at + word) + adjustment);
    sum = sum == 0xffff ? 0 : sum;
    int start = packet.offset() + at + word;
    packet.buffer()[start] = (byte) (sum >>> 8);
    packet.buffer()[start + 1] = (byte) sum;
    return true;
  }

  private static long half(Packet packet, int at) {
    return packet.intAt(at) << 32 | packet.intAt(at + 4);
  }

  /** Writes the bytes alone: no checksum is to change. */
  private static void write(Packet packet, int at, long half) {
    for (int i = 0; i < 8; i++) {
      packet.buffer()[packet.offset() + at + i] = (byte) (half >>> (56 - 8 * i));
    }
  }

  @Override
  public Set<Field> writes() {
    return Set.of(ofSource ? Field.Header.SOURCE_ADDRESS : Field.Header.DESTINATION_ADDRESS);
  }

  @Override
  public Set<Result> outcomes() {
    return Set.of(Result.CONTINUE, Result.DROP);
  }

  @Override
  public Label label() {
    return ofSource
        ? new Label("gives the source the prefix " + to, "把源地址前缀改为 " + to)
        : new Label("gives the destination the prefix " + to, "把目的地址前缀改为 " + to);
  }
}
