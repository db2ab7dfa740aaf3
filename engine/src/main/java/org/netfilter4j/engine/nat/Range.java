package org.netfilter4j.engine.nat;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.conntrack.FlowTuple;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.lower.Context.Translation.Side;

/**
 * The addresses and ports that a target allows (struct nf_nat_range2).
 *
 * @param first null where the address is kept; then so is last
 * @param firstPort lowest port or ICMP id, where {@code ports}
 * @param ports whether ports are restricted
 * @param base what the port is shifted from; −1 for no shift
 * @param random whether a port is chosen though the present one would do
 */
record Range(
    @Nullable Address first,
    @Nullable Address last,
    boolean ports,
    int firstPort,
    int lastPort,
    int base,
    boolean random,
    boolean persistent) {

  /** One address, and whatever port is free. */
  static Range only(Address address) {
    return new Range(address, address, false, 0, 0, -1, false, false);
  }

  /** Whether a tuple's source is allowed already (nf_in_range). */
  boolean allowsSource(FlowTuple tuple) {
    if (first != null && last != null) {
      boolean inside =
          compare(tuple.sourceHigh, tuple.sourceLow, first) >= 0
              && compare(tuple.sourceHigh, tuple.sourceLow, last) <= 0;
      if (!inside) {
        return false;
      }
    }
    return !ports || allowsPort(tuple, Side.SOURCE);
  }

  private static int compare(long high, long low, Address address) {
    int byHigh = Long.compareUnsigned(high, address.high());
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, address.low());
  }

  /** Whether the side's port, or the ICMP id, is allowed; only asked where ports are restricted. */
  boolean allowsPort(FlowTuple tuple, Side side) {
    int port;
    switch (tuple.protocol) {
      case IpProtocol.ICMP, IpProtocol.ICMPV6 -> port = tuple.sourcePort;
      case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.UDP_LITE, IpProtocol.SCTP, IpProtocol.GRE ->
          port = side == Side.SOURCE ? tuple.sourcePort : tuple.destinationPort;
      default -> {
        return true;
      }
    }
    return port >= firstPort && port <= lastPort;
  }

  /**
   * Writes the address to take into the tuple: where there are several, one that depends on source
   * and destination alone, so that the same two always meet under the same address
   * (find_best_ips_proto).
   */
  void chooseAddress(FlowTuple tuple, Side side, int zone) {
    if (first == null || last == null) {
      return;
    }
    if (first.equals(last)) {
      put(tuple, side, first.high(), first.low());
      return;
    }
    if (tuple.family == Family.IPV4) {
      int hash = hash(tuple, word(tuple.destinationLow), zone);
      put(tuple, side, 0, pick(hash, (int) first.low(), (int) last.low(), false) & 0xffff_ffffL);
    } else {
      chooseIpv6(tuple, side, zone, first, last);
    }
  }

  private void chooseIpv6(FlowTuple tuple, Side side, int zone, Address first, Address last) {
    int hash = hash(tuple, word(tuple.destinationLow), zone);
    long high = 0;
    long low = 0;
    boolean free = false;
    for (int i = 0; i < 4; i++) {
      int most = word(i, last.high(), last.low());
      int chosen = pick(hash, word(i, first.high(), first.low()), most, free);
      free |= chosen != most;
      if (i < 2) {
        high = high << 32 | (chosen & 0xffff_ffffL);
      } else {
        low = low << 32 | (chosen & 0xffff_ffffL);
      }
      if (!persistent) {
        // Where the destination is what is being chosen, it is the new one that counts.
        int destination =
            side == Side.DESTINATION
                ? chosen
                : word(i, tuple.destinationHigh, tuple.destinationLow);
        hash ^= Integer.reverseBytes(destination);
      }
    }
    put(tuple, side, high, low);
  }

  private int hash(FlowTuple tuple, int destination, int zone) {
    int initial = persistent ? 0 : Integer.reverseBytes(destination) ^ zone;
    // As a little-endian machine reads addresses in network byte order.
    if (tuple.family == Family.IPV4) {
      return JenkinsHash.hash(Integer.reverseBytes(word(tuple.sourceLow)), 0, 0, 0, initial);
    }
    return JenkinsHash.hash(
        Integer.reverseBytes(word(0, tuple.sourceHigh, tuple.sourceLow)),
        Integer.reverseBytes(word(1, tuple.sourceHigh, tuple.sourceLow)),
        Integer.reverseBytes(word(2, tuple.sourceHigh, tuple.sourceLow)),
        Integer.reverseBytes(word(3, tuple.sourceHigh, tuple.sourceLow)),
        initial);
  }

  private static int pick(int hash, int least, int most, boolean free) {
    long distance = free ? 0xffff_ffffL : (most - least + 1) & 0xffff_ffffL;
    return (free ? 0 : least) + (int) (((hash & 0xffff_ffffL) * distance) >>> 32);
  }

  private static int word(long low) {
    return (int) low;
  }

  private static int word(int index, long high, long low) {
    long half = index < 2 ? high : low;
    return (int) ((index & 1) == 0 ? half >>> 32 : half);
  }

  private static void put(FlowTuple tuple, Side side, long high, long low) {
    if (side == Side.SOURCE) {
      tuple.sourceHigh = high;
      tuple.sourceLow = low;
    } else {
      tuple.destinationHigh = high;
      tuple.destinationLow = low;
    }
  }
}
