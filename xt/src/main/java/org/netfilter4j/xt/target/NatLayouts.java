package org.netfilter4j.xt.target;

import java.util.List;
import java.util.function.Function;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** The structs that the nat targets keep their range in (linux/netfilter/nf_nat.h). */
final class NatLayouts {
  // NF_NAT_RANGE_*.
  private static final int MAP_IPS = 1;
  private static final int PORTS = 2;
  private static final int RANDOM = 4;
  private static final int PERSISTENT = 8;
  private static final int RANDOM_FULLY = 16;
  private static final int OFFSET = 32;

  private NatLayouts() {}

  /**
   * struct nf_nat_ipv4_multi_range_compat in revision 0, for IPv6 struct nf_nat_range: both keep
   * that a range is shifted, but not from where.
   */
  static <T> List<Layout<T>> old(
      Family family, int revision6, Function<T, NatRange> range, Function<NatRange, T> target) {
    return family == Family.IPV4
        ? List.of(layout(0, 20, 4, 4, 0, range, target))
        : List.of(layout(revision6, 40, 0, 16, 0, range, target));
  }

  /** struct nf_nat_range2, revision 2 in both families. */
  static <T> List<Layout<T>> shifted(Function<T, NatRange> range, Function<NatRange, T> target) {
    return List.of(layout(2, 44, 0, 16, 40, range, target));
  }

  /**
   * @param flagsAt where the flags are; what is before them is the number 1
   * @param room for an address
   * @param baseAt where the base port is; 0 if nowhere
   */
  private static <T> Layout<T> layout(
      int revision,
      int size,
      int flagsAt,
      int room,
      int baseAt,
      Function<T, NatRange> range,
      Function<NatRange, T> target) {
    return new Layout<>(
        revision,
        size,
        (value, out) -> {
          if (flagsAt > 0) {
            out.u32(0, 1);
          }
          write(range.apply(value), flagsAt, room, baseAt, out);
        },
        in -> target.apply(read(in, flagsAt, room, baseAt)));
  }

  private static void write(NatRange range, int flagsAt, int room, int baseAt, StructBytes out) {
    Address first = range.first();
    Address last = range.last();
    out.u32(
        flagsAt,
        (first == null ? 0 : MAP_IPS)
            | (range.ports() ? PORTS : 0)
            | (range.random() ? RANDOM : 0)
            | (range.persistent() ? PERSISTENT : 0)
            | (range.randomFully() ? RANDOM_FULLY : 0)
            | (range.base() >= 0 ? OFFSET : 0));
    int at = flagsAt + 4;
    if (first != null && last != null) {
      out.address(at, first);
      out.address(at + room, last);
    }
    at += 2 * room;
    out.network16(at, range.firstPort());
    out.network16(at + 2, range.lastPort());
    if (baseAt > 0) {
      out.network16(baseAt, Math.max(range.base(), 0));
    }
  }

  private static NatRange read(StructBytes in, int flagsAt, int room, int baseAt) {
    int flags = in.s32(flagsAt);
    int at = flagsAt + 4;
    boolean addresses = (flags & MAP_IPS) != 0;
    int base = baseAt > 0 ? in.network16(baseAt) : 0;
    return new NatRange(
        addresses ? in.address(at, in.family()) : null,
        addresses ? in.address(at + room, in.family()) : null,
        (flags & PORTS) != 0,
        in.network16(at + 2 * room),
        in.network16(at + 2 * room + 2),
        (flags & OFFSET) != 0 ? base : -1,
        (flags & RANDOM) != 0,
        (flags & RANDOM_FULLY) != 0,
        (flags & PERSISTENT) != 0);
  }
}
