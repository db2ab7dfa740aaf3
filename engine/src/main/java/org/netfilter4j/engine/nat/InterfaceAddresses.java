package org.netfilter4j.engine.nat;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;

/** The addresses of the host's interfaces, of which MASQUERADE and REDIRECT choose one. */
public interface InterfaceAddresses {
  /**
   * The source address that the host takes for packets out of a device towards a next hop or
   * destination (inet_select_addr, ipv6_dev_get_saddr); null where there is none.
   */
  @Nullable Address source(String device, Address toward);

  /** The first address of a device that is not tentative; null where there is none. */
  @Nullable Address first(String device, Family family);
}
