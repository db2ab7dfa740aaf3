package org.netfilter4j.engine.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.MaskedAddress;

/** One routing table of one family: a hash table per prefix length, the longest asked first. */
final class Fib {

  /** A route with its links found. */
  record Way(Route route, Reason reason, boolean isThrow, List<Hop> hops) {
    boolean uses(Link link) {
      for (int i = 0; i < hops.size(); i++) {
        if (hops.get(i).device.is(link)) {
          return true;
        }
      }
      return false;
    }

    boolean leadsFirstBy(@Nullable Link link) {
      return !hops.isEmpty() && hops.getFirst().device.is(link);
    }
  }

  record Hop(Link device, @Nullable Address via, int weight) {}

  /** All prefixes of one length, by open addressing with linear probing. */
  private static final class Level {
    final long maskHigh;
    final long maskLow;
    final int prefixLength;
    private final long[] high;
    private final long[] low;
    private final Way[] @Nullable [] ways;

    Level(Family family, int prefixLength, Map<Address, List<Way>> prefixes) {
      Address mask = Address.mask(family, prefixLength);
      maskHigh = mask.high();
      maskLow = mask.low();
      this.prefixLength = prefixLength;
      int size = Integer.highestOneBit(prefixes.size() * 2) * 2;
      high = new long[size];
      low = new long[size];
      ways = new Way[size][];
      prefixes.forEach((address, list) -> {
        int slot = slot(address.high(), address.low());
        high[slot] = address.high();
        low[slot] = address.low();
        ways[slot] = list.toArray(new Way[0]);
      });
    }

    private int slot(long wantedHigh, long wantedLow) {
      long mixed = (wantedHigh * 0x9e37_79b9_7f4a_7c15L + wantedLow) * 0x9e37_79b9_7f4a_7c15L;
      int slot = (int) (mixed >>> 32) & (ways.length - 1);
      while (ways[slot] != null && (high[slot] != wantedHigh || low[slot] != wantedLow)) {
        slot = slot + 1 & (ways.length - 1);
      }
      return slot;
    }

    Way @Nullable [] find(long addressHigh, long addressLow) {
      return ways[slot(addressHigh & maskHigh, addressLow & maskLow)];
    }
  }

  private final Level[] levels;

  Fib(Family family, List<Route> routes, Map<String, Link> links) {
    TreeMap<Integer, Map<Address, List<Way>>> byLength = new TreeMap<>(Comparator.reverseOrder());
    for (Route route : routes) {
      MaskedAddress destination = route.destination();
      byLength
          .computeIfAbsent(destination.prefixLength(), _ -> new HashMap<>())
          .computeIfAbsent(destination.address(), _ -> new ArrayList<>())
          .add(way(route, links));
    }
    List<Level> made = new ArrayList<>();
    byLength.forEach((length, prefixes) -> {
      for (List<Way> same : prefixes.values()) {
        same.sort(Comparator.comparingLong(way -> way.route().metric()));
      }
      made.add(new Level(family, length, prefixes));
    });
    levels = made.toArray(new Level[0]);
  }

  private static Way way(Route route, Map<String, Link> links) {
    List<Hop> hops = new ArrayList<>();
    for (Route.NextHop hop : route.hops()) {
      Link device = links.get(hop.device());
      if (device == null) {
        throw new IllegalArgumentException("route " + route + ": there is no link " + hop.device());
      }
      hops.add(new Hop(device, hop.via(), hop.weight()));
    }
    return new Way(
        route, Reason.of(route.type()), route.type() == Route.Type.THROW, List.copyOf(hops));
  }

  /**
   * The best route, and its hop in {@code into}; null where there is none, or one that leads
   * somewhere but is no longer than {@code longerThan} (fib4_rule_suppress).
   */
  @Nullable Way lookup(Query query, int longerThan, Decision into) {
    for (Level level : levels) {
      Way[] ways = level.find(query.destinationHigh, query.destinationLow);
      if (ways == null) {
        continue;
      }
      Way found = best(ways, query, into);
      if (found != null) {
        boolean suppressed = level.prefixLength <= longerThan;
        return suppressed && found.reason.way() != Reason.Way.NOWHERE ? null : found;
      }
    }
    return null;
  }

  private static @Nullable Way best(Way[] ways, Query query, Decision into) {
    boolean four = query.family == Family.IPV4;
    Way loose = null;
    for (Way way : ways) {
      if (loose != null && loose.route.metric() != way.route.metric() && !query.everyMetric) {
        break;
      }
      if (way.hops.isEmpty()) {
        // IPv6 has what refuses stand on the loopback interface.
        if (four || !query.strict) {
          into.hop = null;
          return way;
        }
        continue;
      }
      Hop hop = choose(way.hops, query);
      if (hop != null) {
        into.hop = hop;
        return way;
      }
      // Of equal routes IPv6 prefers that by the interface asked for; only scoped ones insist.
      if (!four && !query.strict && loose == null) {
        loose = way;
      }
    }
    if (loose != null) {
      into.hop = loose.hops.getFirst();
    }
    return loose;
  }

  private static @Nullable Hop choose(List<Hop> hops, Query query) {
    int total = 0;
    for (int i = 0; i < hops.size(); i++) {
      if (usable(hops.get(i), query)) {
        total += hops.get(i).weight;
      }
    }
    if (total == 0) {
      return null;
    }
    int pick = hops.size() == 1 ? 0 : query.hash() % total;
    for (int i = 0; i < hops.size(); i++) {
      Hop hop = hops.get(i);
      if (usable(hop, query)) {
        pick -= hop.weight;
        if (pick < 0) {
          return hop;
        }
      }
    }
    return null;
  }

  private static boolean usable(Hop hop, Query query) {
    return hop.device.up() && (query.out == null || hop.device.is(query.out));
  }
}
