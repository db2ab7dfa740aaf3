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
}
