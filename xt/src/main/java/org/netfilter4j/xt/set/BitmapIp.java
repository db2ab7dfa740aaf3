package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.Packet;

/**
 * {@code bitmap:ip}: IPv4 addresses, or networks of one size, of a range (ip_set_bitmap_ip.c,
 * revision 3).
 */
final class BitmapIp extends BitmapType {
  BitmapIp() {
    super("bitmap:ip", "ipmap", List.of(ElementPart.IP), Set.of(SetFeature.IP), 88, 0);
  }

  @Override
  List<SetKeyword> masks() {
    return List.of(SetKeyword.NETMASK);
  }

  @Override
  public @Nullable SetError check(SetHeader.Draft draft) {
    SetError error = Ranges4.expand(draft);
    if (error != null || draft.netmask < 0) {
      return error != null ? error : super.check(draft);
    }
    align(draft);
    int common = commonBits(draft.first, draft.last);
    if (common < 0 || draft.netmask <= common) {
      return SetError.BITMAP_RANGE;
    }
    return draft.netmask - common > 16 ? SetError.BITMAP_RANGE_SIZE : null;
  }

  /** Widens a range to whole networks. */
  private static void align(SetHeader.Draft draft) {
    long low = Math.min(draft.first, draft.last);
    long high = Math.max(draft.first, draft.last);
    draft.first = Ranges4.network(low, draft.netmask).first();
    draft.last = Ranges4.network(high, draft.netmask).last();
  }

  /**
   * How many bits, at most 31, the last address must keep to be the first; -1 where it never is
   * (range_to_mask).
   */
  private static int commonBits(long first, long last) {
    for (int bits = 31; bits > 0; bits--) {
      if (Ranges4.network(last, bits).first() == first) {
        return bits;
      }
    }
    return first == 0 && last == 0xffff_ffffL ? 0 : -1;
  }

  @Override
  public SetHeader normalize(SetHeader.Draft draft) {
    draft.family = Family.IPV4;
    return super.normalize(draft);
  }

  @Override
  int size(SetHeader header) {
    return header.netmask() < 0
        ? super.size(header)
        : 1 << (header.netmask() - commonBits(header.first(), header.last()));
  }

  @Override
  long hosts(SetHeader header) {
    return header.netmask() < 0 ? 1 : 1L << (32 - header.netmask());
  }

  @Override
  long number(SetEntry entry) {
    return entry.ip == null ? -1 : entry.ip.low();
  }

  @Override
  Ranges4 range(SetEntry entry) {
    Address ip = entry.ip == null ? Address.any(Family.IPV4) : entry.ip;
    return Ranges4.of(ip, entry.ipTo, entry.cidr, false);
  }

  @Override
  long number(Packet packet, SetQuery query) {
    return address(packet, query);
  }

  /** The IPv4 address of a packet in a query's first direction. */
  static long address(Packet packet, SetQuery query) {
    return packet.number(
        query.isSource(0) ? Field.Header.SOURCE_ADDRESS : Field.Header.DESTINATION_ADDRESS);
  }

  @Override
  void describe(long number, SetEntry into) {
    into.ip = Address.ipv4(number);
  }

  @Override
  public String text(long number) {
    return Address.ipv4(number).toString();
  }
}
