package org.netfilter4j.linux;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.route.RouteMessage;

/** The part of {@link IpJson} that is about routes. */
final class RouteJson {
  private static final int UNICAST = 1;
  private static final int MAIN = 254;
  private static final int BOOT = 3;

  /** RTN_*. */
  private static final String[] TYPES = {
    "none",
    "unicast",
    "local",
    "broadcast",
    "anycast",
    "multicast",
    "blackhole",
    "unreachable",
    "prohibit",
    "throw",
    "nat",
    "xresolve"
  };

  private static final String[] ROUTE_FLAGS = {
    "dead",
    "onlink",
    "pervasive",
    "offload",
    "trap",
    "notify",
    "linkdown",
    "unresolved",
    "rt_offload",
    "rt_trap",
    "rt_offload_failed"
  };

  /** RTNH_F_* and RTM_F_*, as {@link #ROUTE_FLAGS} names them. */
  private static final int[] ROUTE_BITS = {
    1, 4, 2, 8, 0x40, 0x100, 0x10, 0x20, 0x4000, 0x8000, 0x20000000
  };

  /** RTAX_*. */
  private static final String[] METRICS = {
    "",
    "",
    "mtu",
    "window",
    "rtt",
    "rttvar",
    "ssthresh",
    "cwnd",
    "advmss",
    "reordering",
    "hoplimit",
    "initcwnd",
    "features",
    "rto_min",
    "initrwnd",
    "quickack",
    "congctl",
    "fastopen_no_cookie"
  };

  private static final int ROUND_TRIP = 4;
  private static final int ROUND_TRIP_VARIATION = 5;
  private static final int HOP_LIMIT = 10;
  private static final int FEATURES = 12;
  private static final long ECN = 1;
  private final IntFunction<String> links;
  private final RouteNames words;

  /**
   * With names for links.
   *
   * @param links gives the name of an index
   */
  RouteJson(IntFunction<String> links, RouteNames words) {
    this.links = links;
    this.words = words;
  }

  /** The name of an RTN_*. */
  static String type(int number) {
    return number < TYPES.length ? TYPES[number] : Integer.toString(number);
  }

  private static String prefix(
      @Nullable Address address, int length, Family family, String otherwise) {
    if (address == null) {
      return length == 0 ? otherwise : "0/" + length;
    }
    return length == family.bits() ? address.toString() : address + "/" + length;
  }

  /** What {@code ip -j route show table all} says of a route. */
  void route(JsonText out, RouteMessage route) {
    Family family = route.family();
    out.object();
    if (route.type() != UNICAST) {
      out.put("type", type(route.type()));
    }
    out.put("dst", prefix(route.destination(), route.destinationLength(), family, "default"));
    if (route.source() != null || route.sourceLength() != 0) {
      out.put("from", prefix(route.source(), route.sourceLength(), family, ""));
    }
    if (route.typeOfService() != 0) {
      out.put("tos", words.services.ofByte(route.typeOfService()));
    }
    IpJson.put(out, "nhid", route.nextHopId());
    gateway(out, route.hop().gateway(), family);
    if (route.hop().link() != 0) {
      out.put("dev", links.apply(route.hop().link()));
    }
    if (route.table() != 0 && route.table() != MAIN) {
      out.put("table", words.tables.of(route.table()));
    }
    if (route.protocol() != BOOT) {
      out.put("protocol", words.protocols.of(route.protocol()));
    }
    if (route.scope() != 0) {
      out.put("scope", words.scopes.of(route.scope()));
    }
    Address preferred = route.preferredSource();
    if (preferred != null) {
      out.put("prefsrc", preferred.toString());
    }
    IpJson.put(out, "metric", route.metric());
    flags(out, route.flags());
    Long mark = route.mark();
    if (mark != null && mark != 0) {
      out.put("mark", mark < 16 ? Long.toString(mark) : "0x" + Long.toHexString(mark));
    }
    flow(out, route.realms());
    IpJson.put(out, "uid", route.user());
    if (route.expires() != 0) {
      out.put("expires", route.expires());
    }
    if (route.error() != 0) {
      out.put("error", route.error());
    }
    metrics(out, route);
    if (route.incoming() != 0) {
      out.put("iif", links.apply(route.incoming()));
    }
    preference(out, route.preference());
    Boolean propagates = route.propagatesTtl();
    if (propagates != null) {
      out.put("ttl-propogate", propagates ? "enabled" : "disabled");
    }
    List<RouteMessage.Hop> hops = route.hops();
    if (hops != null) {
      out.array("nexthops");
      for (RouteMessage.Hop hop : hops) {
        out.object();
        gateway(out, hop.gateway(), family);
        flow(out, hop.realms());
        out.put("dev", links.apply(hop.link())).put("weight", hop.weight());
        flags(out, hop.flags());
        out.endObject();
      }
      out.endArray();
    }
    out.endObject();
  }

  private static void gateway(JsonText out, @Nullable Address gateway, Family family) {
    if (gateway != null && gateway.family() == family) {
      out.put("gateway", gateway.toString());
    } else if (gateway != null) {
      out.object("via")
          .put("family", IpJson.family(gateway.family()))
          .put("host", gateway.toString())
          .endObject();
    }
  }

  private static void flags(JsonText out, int flags) {
    out.array("flags");
    for (int i = 0; i < ROUTE_BITS.length; i++) {
      if ((flags & ROUTE_BITS[i]) != 0) {
        out.element(ROUTE_FLAGS[i]);
      }
    }
    out.endArray();
  }

  private void flow(JsonText out, @Nullable Long both) {
    if (both != null) {
      out.object("flow");
      if (both >>> 16 != 0) {
        out.put("from", words.realms.of(both >>> 16));
      }
      out.put("to", words.realms.of(both & 0xffff)).endObject();
    }
  }

  private static void preference(JsonText out, @Nullable Integer preference) {
    if (preference != null) {
      switch (preference) {
        case 0 -> out.put("pref", "medium");
        case 1 -> out.put("pref", "high");
        case 3 -> out.put("pref", "low");
        default -> out.put("pref", preference);
      }
    }
  }

  private static void metrics(JsonText out, RouteMessage route) {
    Map<Integer, Long> metrics = route.metrics();
    if (metrics == null) {
      return;
    }
    out.array("metrics").object();
    for (Map.Entry<Integer, Long> metric : metrics.entrySet()) {
      metric(out, metric.getKey(), metric.getValue());
    }
    IpJson.put(out, "congestion", route.congestion());
    out.endObject().endArray();
  }

  private static void metric(JsonText out, int number, long value) {
    switch (number) {
      case HOP_LIMIT -> {
        if ((int) value != -1) {
          out.put(METRICS[number], value);
        }
      }
      // The kernel keeps the times in eighths and quarters of a millisecond.
      case ROUND_TRIP -> out.put(METRICS[number], value / 8);
      case ROUND_TRIP_VARIATION -> out.put(METRICS[number], value / 4);
      case FEATURES -> {
        if ((value & ECN) != 0) {
          out.nothing("ecn");
        }
        if ((value & ~ECN) != 0) {
          out.put("features", "0x" + Long.toHexString(value & ~ECN));
        }
      }
      default -> {
        if (number >= 2 && number < METRICS.length) {
          out.put(METRICS[number], value);
        }
      }
    }
  }
}
