package org.netfilter4j.engine.nat;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;

/** The addresses of the host's interfaces, of which MASQUERADE and REDIRECT choose one. */
public interface InterfaceAddresses {
  /**
   * The source address that the host takes for packets out of a device to a destination, as
   * MASQUERADE wants it: inet_select_addr() for the route's next hop, ipv6_dev_get_saddr().
   *
   * @return null where there is none
   */
  @Nullable Address source(String device, Address destination);

  /**
   * The first address of a device, as REDIRECT wants it: of the destination's family, and in IPv6
   * of its scope.
   *
   * @return null where there is none
   */
  @Nullable Address first(String device, Address destination);
}
