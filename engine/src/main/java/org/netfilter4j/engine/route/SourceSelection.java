package org.netfilter4j.engine.route;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;

/** Which of the host's addresses a packet leaves with (inet_select_addr, ipv6_dev_get_saddr). */
final class SourceSelection {
  private final List<Link> links;

  SourceSelection(List<Link> links) {
    this.links = links;
  }

  /**
   * The IPv4 address of the interface, preferably of the subnet that the next hop is in; where the
   * interface has none, one of another interface.
   *
   * @param nextHop 0 where it does not matter
   * @param scope addresses of a narrower scope don't count
   */
  @Nullable Address ipv4(Link device, long nextHop, Scope scope) {
    Address found = onDevice(device, nextHop, scope);
    if (found != null) {
      return found;
    }
    for (Link link : links) {
      List<InterfaceAddress> addresses = link.addresses();
      for (int i = 0; i < addresses.size(); i++) {
        InterfaceAddress address = addresses.get(i);
        if (usable(address, scope) && address.scope() != Scope.LINK) {
          return address.local();
        }
      }
    }
    return null;
  }

  private static @Nullable Address onDevice(Link device, long nextHop, Scope scope) {
    Address first = null;
    List<InterfaceAddress> addresses = device.addresses();
    for (int i = 0; i < addresses.size(); i++) {
      InterfaceAddress address = addresses.get(i);
      if (!usable(address, scope)) {
        continue;
      }
      if (nextHop == 0 || inSubnet(address, nextHop)) {
        return address.local();
      }
      if (first == null) {
        first = address.local();
      }
    }
    return first;
  }

  private static boolean usable(InterfaceAddress address, Scope scope) {
    return address.family() == Family.IPV4
        && !address.secondary()
        && address.scope().number() <= scope.number();
  }

  private static boolean inSubnet(InterfaceAddress address, long other) {
    Address peer = address.peer();
    long base = peer != null ? peer.low() : address.local().low();
    return (base ^ other) >>> (32 - address.prefixLength()) == 0;
  }

  /** The best IPv6 address of all interfaces for a destination; null where there is none. */
  @Nullable Address ipv6(Link device, long high, long low) {
    boolean onlyDevice = Router.needsInterface(high, low);
    InterfaceAddress best = null;
    boolean bestOnDevice = false;
    for (Link link : links) {
      if (onlyDevice && !link.is(device)) {
        continue;
      }
      List<InterfaceAddress> addresses = link.addresses();
      for (int i = 0; i < addresses.size(); i++) {
        InterfaceAddress candidate = addresses.get(i);
        if (candidate.family() != Family.IPV6 || candidate.tentative()) {
          continue;
        }
        if (best == null || better(candidate, link.is(device), best, bestOnDevice, high, low)) {
          best = candidate;
          bestOnDevice = link.is(device);
        }
      }
    }
    return best == null ? null : best.local();
  }

  /** RFC 6724 section 5, without home and temporary addresses (rules 4 and 7). */
  private static boolean better(
      InterfaceAddress a,
      boolean aOnDevice,
      InterfaceAddress b,
      boolean bOnDevice,
      long h,
      long l) {
    boolean aSame = a.local().high() == h && a.local().low() == l;
    boolean bSame = b.local().high() == h && b.local().low() == l;
    if (aSame != bSame) {
      return aSame;
    }
    int wanted = scope(h, l);
    int aScope = scope(a.local().high(), a.local().low());
    int bScope = scope(b.local().high(), b.local().low());
    if (aScope != bScope) {
      // The narrower one only if it still reaches the destination.
      return aScope < bScope ? aScope >= wanted : bScope < wanted;
    }
    if (a.deprecated() != b.deprecated()) {
      return b.deprecated();
    }
    if (aOnDevice != bOnDevice) {
      return aOnDevice;
    }
    int wantedLabel = label(h, l);
    boolean aLabel = label(a.local().high(), a.local().low()) == wantedLabel;
    boolean bLabel = label(b.local().high(), b.local().low()) == wantedLabel;
    if (aLabel != bLabel) {
      return aLabel;
    }
    return common(a, h, l) > common(b, h, l);
  }

  private static int common(InterfaceAddress address, long high, long low) {
    long difference = address.local().high() ^ high;
    int same =
        difference != 0
            ? Long.numberOfLeadingZeros(difference)
            : 64 + Long.numberOfLeadingZeros(address.local().low() ^ low);
    return Math.min(same, address.prefixLength());
  }

  /** RFC 4291's scopes: 2 link-local, 5 site-local, 14 global; of multicast its own nibble. */
  static int scope(long high, long low) {
    if (high >>> 56 == 0xff) {
      return (int) (high >>> 48) & 0xf;
    }
    if (high >>> 54 == 0x3fa || (high == 0 && low == 1)) {
      return 2;
    }
    return high >>> 54 == 0x3fb ? 5 : 14;
  }

  /** The labels of RFC 6724's policy table. */
  private static int label(long high, long low) {
    if (high == 0 && low == 1) {
      return 0;
    }
    if (high >>> 48 == 0x2002) {
      return 2;
    }
    if (high == 0 && low >>> 32 == 0xffff) {
      return 4;
    }
    if (high == 0 && low >>> 32 == 0) {
      return 3;
    }
    if (high >>> 57 == 0x7e) {
      return 13;
    }
    return high >>> 32 == 0x2001_0000L ? 5 : 1;
  }
}
