package org.netfilter4j.xt.lower;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;

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
   * The type of an address, as the routing tables see it.
   *
   * @param device only routes over that interface count; null for any
   */
  AddressType type(Address address, @Nullable String device);

  /**
   * The source address that a packet of the host's own to that destination would get, with no mark
   * (the preferred source of its route, or the address that suits the output interface); null where
   * there is no route or no address.
   */
  @Nullable Address sourceFor(Address destination);

  /**
   * The MTU in bytes of the route to an address with no mark: the route's own, or its interface's;
   * -1 where there is no route (dst_mtu).
   */
  int mtu(Address destination);
}
