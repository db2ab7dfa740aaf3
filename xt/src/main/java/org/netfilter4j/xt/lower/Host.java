package org.netfilter4j.xt.lower;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;

/** What a host's addresses and routes say of an address. */
public interface Host {
  /** RTN_* in the order of the kernel's numbers. */
  enum AddressType {
    UNSPEC,
    UNICAST,
    LOCAL,
    BROADCAST,
    ANYCAST,
    MULTICAST,
    BLACKHOLE,
    UNREACHABLE,
    PROHIBIT,
    THROW,
    NAT,
    XRESOLVE
  }

  /**
   * The type of an address, as the routing tables see it; nothing is allocated.
   *
   * @param high and {@code low}: the halves of the address, as in {@link Address}
   * @param device only routes over that interface count; null for any
   */
  AddressType type(Family family, long high, long low, @Nullable String device);

  /** The type of an address that is at hand as a value. */
  default AddressType type(Address address, @Nullable String device) {
    return type(address.family(), address.high(), address.low(), device);
  }

  /**
   * The source address of an ICMP error of the host's own, with no mark: the preferred source of
   * its route; without one, in IPv4 the address that suits the output interface, in IPv6 the one
   * that suits the interface by which the packet in error came in. Null where there is no route or
   * no address.
   *
   * @param in by which the packet in error came in; "" for one of the host's own
   */
  @Nullable Address sourceFor(Address destination, String in);

  /**
   * The MTU in bytes of the route to an address with no mark: the route's own, or its interface's;
   * -1 where there is no route (dst_mtu).
   */
  int mtu(Address destination);

  /** The group of an interface ({@code ip link}), 0 where none was set; -1 where unknown. */
  long deviceGroup(String device);

  /**
   * Whether a packet back to the source of one that came in would leave by that interface, as the
   * rpfilter match asks.
   *
   * @param loose any interface will do
   * @param withMark the packet's mark counts
   * @param acceptLocal the source may be an address of the host
   */
  boolean hasWayBack(Packet packet, boolean loose, boolean withMark, boolean acceptLocal);
}
