package org.netfilter4j.engine.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;

/** The host's IPv4 addresses, sorted, so that asking for one allocates nothing. */
final class Ipv4Addresses {
  private record Own(long address, Link link) {}

  private final long[] addresses;
  private final Link[] links;
  private final Set<String> having = new HashSet<>();

  Ipv4Addresses(List<Link> all) {
    List<Own> own = new ArrayList<>();
    for (Link link : all) {
      for (InterfaceAddress address : link.addresses()) {
        if (address.family() == Family.IPV4) {
          own.add(new Own(address.local().low(), link));
          having.add(link.name());
        }
      }
    }
    own.sort(Comparator.comparingLong(Own::address));
    addresses = own.stream().mapToLong(Own::address).toArray();
    links = own.stream().map(Own::link).toArray(Link[]::new);
  }

  boolean contains(long address) {
    return Arrays.binarySearch(addresses, address) >= 0;
  }

  @Nullable Link link(long address) {
    int at = Arrays.binarySearch(addresses, address);
    return at < 0 ? null : links[at];
  }

  boolean has(Link link) {
    return having.contains(link.name());
  }
}
