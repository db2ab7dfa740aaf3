package org.netfilter4j.xt.set;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;

/**
 * The IPv4 addresses from first to last that a part of an element means, unsigned numbers; {@link
 * #error} where it means none.
 */
record Ranges4(long first, long last, @Nullable SetError error) {
  private static final long ALL = 0xffff_ffffL;

  /**
   * The addresses of {@code a}, {@code a/p} or {@code a-b}, with first the lower one.
   *
   * @param cidr -1 where none was given
   * @param zero whether {@code a/0} means all addresses, or nothing
   */
  static Ranges4 of(Address ip, @Nullable Address to, int cidr, boolean zero) {
    long first = ip.low();
    if (to != null) {
      return first > to.low()
          ? new Ranges4(to.low(), first, null)
          : new Ranges4(first, to.low(), null);
    }
    if (cidr < 0) {
      return new Ranges4(first, first, null);
    }
    return (cidr == 0 && !zero) || cidr > 32
        ? new Ranges4(0, 0, SetError.INVALID_CIDR)
        : network(first, cidr);
  }

  /** Brings the range of a new bitmap, given as a network, into its ends; what is wrong with it. */
  static @Nullable SetError expand(SetHeader.Draft draft) {
    if (draft.last >= 0) {
      return null;
    }
    if (draft.cidr >= 32) {
      return SetError.INVALID_CIDR;
    }
    Ranges4 network = network(draft.first, draft.cidr);
    draft.first = network.first;
    draft.last = network.last;
    return null;
  }

  static Ranges4 network(long address, int prefix) {
    long mask = (ALL << (32 - prefix)) & ALL;
    return new Ranges4(address & mask, address | (~mask & ALL), null);
  }

  /** Whether these are all addresses. */
  boolean isWhole() {
    return first == 0 && last == ALL;
  }

  /**
   * The length of the longest prefix that begins at {@code from} and does not go beyond {@code to}
   * (ip_set_range_to_cidr). The kernel takes an end that is 2^31 addresses away for one that lies
   * before, and so begins a wide range with single addresses.
   */
  static int prefix(long from, long to) {
    for (int prefix = 1; prefix < 32; prefix++) {
      Ranges4 network = network(from, prefix);
      if (network.first == from && (int) (to - network.last) >= 0) {
        return prefix;
      }
    }
    return 32;
  }
}
