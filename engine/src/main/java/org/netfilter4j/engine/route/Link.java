package org.netfilter4j.engine.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An interface ({@code ip -j -d addr}).
 *
 * @param index ifindex, from 1
 * @param mtu in bytes
 * @param mac the Ethernet address, 48 bits; -1 where it has none
 * @param kind {@code info_kind} ("bridge", "veth"); "" where none is told
 * @param group the interface's group, 32 bits; 0 where none was set, -1 where it is not known
 * @param master the bridge or VRF that it is a port of, or null
 * @param addresses in the order in which {@code ip} lists them
 */
public record Link(
    int index,
    String name,
    boolean up,
    boolean loopback,
    int mtu,
    long mac,
    String kind,
    long group,
    @Nullable String master,
    List<InterfaceAddress> addresses) {
  public Link {
    // Names are compared on the packet path, mostly with themselves.
    name = name.intern();
    addresses = List.copyOf(addresses);
  }

  /** The same in another group. */
  Link inGroup(long other) {
    return new Link(index, name, up, loopback, mtu, mac, kind, other, master, addresses);
  }

  /** Whether it is the same interface; cheaper than comparing all that is known of it. */
  boolean is(@Nullable Link other) {
    return other != null && index == other.index;
  }
}
