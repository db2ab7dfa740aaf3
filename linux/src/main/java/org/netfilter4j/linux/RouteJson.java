package org.netfilter4j.linux;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.route.RouteMessage;
import org.netfilter4j.wire.route.RuleMessage;
import org.netfilter4j.xt.Names;

/** The part of {@link IpJson} that is about routes and policy rules. */
final class RouteJson {
  private static final int UNICAST = 1;
  private static final int MAIN = 254;
  private static final int BOOT = 3;
  private static final int KERNEL = 2;

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
  private final Names names;
  private final NumberNames tables =
      new NumberNames("rt_tables", "253", "default", "254", "main", "255", "local");
  private final NumberNames protocols =
      new NumberNames(
          "rt_protos", "0", "unspec", "1", "redirect", "2", "kernel", "3", "boot", "4", "static");
  private final NumberNames scopes =
      new NumberNames(
          "rt_scopes",
          "0",
          "global",
          "255",
          "nowhere",
          "254",
          "host",
          "253",
          "link",
          "200",
          "site");
  private final NumberNames realms = new NumberNames("rt_realms", "0", "unknown");
  private final NumberNames services = new NumberNames("rt_dsfield");

  /**
   * With names for links.
   *
   * @param links gives the name of an index
   * @param names of protocols
   */
  RouteJson(IntFunction<String> links, Names names) {
    this.links = links;
    this.names = names;
  }

  private String protocol(int number) {
    String name = names.protocolName(number);
    return name == null ? "ipproto-" + number : name;
  }

  String scope(int number) {
    return scopes.of(number);
  }

  private static String type(int number) {
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
      out.put("tos", services.ofByte(route.typeOfService()));
    }
    IpJson.put(out, "nhid", route.nextHopId());
    gateway(out, route.hop().gateway(), family);
    if (route.hop().link() != 0) {
      out.put("dev", links.apply(route.hop().link()));
    }
    if (route.table() != 0 && route.table() != MAIN) {
      out.put("table", tables.of(route.table()));
    }
    if (route.protocol() != BOOT) {
      out.put("protocol", protocols.of(route.protocol()));
    }
    if (route.scope() != 0) {
      out.put("scope", scope(route.scope()));
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
        out.put("from", realms.of(both >>> 16));
      }
      out.put("to", realms.of(both & 0xffff)).endObject();
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

  /** What {@code ip -j rule show} says of a rule. */
  void rule(JsonText out, RuleMessage rule, NumberNames groups) {
    out.object();
    out.put("priority", rule.priority());
    if ((rule.flags() & RuleMessage.INVERT) != 0) {
      out.nothing("not");
    }
    end(out, "src", rule.source(), rule.sourceLength(), rule.family());
    if (rule.destination() != null || rule.destinationLength() != 0) {
      end(out, "dst", rule.destination(), rule.destinationLength(), rule.family());
    }
    if (rule.typeOfService() != 0) {
      out.put("tos", services.ofByte(rule.typeOfService()));
    }
    mark(out, rule.mark(), rule.markMask());
    if (rule.incoming() != null) {
      out.put("iif", rule.incoming());
      if ((rule.flags() & RuleMessage.INCOMING_DETACHED) != 0) {
        out.nothing("iif_detached");
      }
    }
    if (rule.outgoing() != null) {
      out.put("oif", rule.outgoing());
      if ((rule.flags() & RuleMessage.OUTGOING_DETACHED) != 0) {
        out.nothing("oif_detached");
      }
    }
    if (rule.masterDevice()) {
      out.nothing("l3mdev");
    }
    RuleMessage.Range users = rule.users();
    if (users != null) {
      out.put("uid_start", users.first()).put("uid_end", users.last());
    }
    if (rule.protocol() != null) {
      out.put("ipproto", protocol(rule.protocol()));
    }
    ports(out, "sport", rule.sourcePorts());
    ports(out, "dport", rule.destinationPorts());
    IpJson.put(out, "tun_id", rule.tunnel());
    if (rule.table() != 0) {
      out.put("table", tables.of(rule.table()));
      if (rule.suppressedLength() != -1) {
        out.put("suppress_prefixlen", rule.suppressedLength());
      }
      if (rule.suppressedGroup() != -1) {
        out.put("suppress_ifgroup", groups.of(rule.suppressedGroup()));
      }
    }
    Long both = rule.realms();
    if (both != null) {
      if (both >>> 16 != 0) {
        out.put("flow_from", realms.of(both >>> 16));
      }
      out.put("flow_to", realms.of(both & 0xffff));
    }
    action(out, rule);
    if (rule.maker() != 0 && rule.maker() != KERNEL) {
      out.put("protocol", protocols.of(rule.maker()));
    }
    out.endObject();
  }

  private static void end(
      JsonText out, String key, @Nullable Address address, int length, Family family) {
    if (address != null) {
      out.put(key, address.toString());
      if (length != family.bits()) {
        out.put(key + "len", length);
      }
    } else if (length != 0) {
      out.put(key, "0").put(key + "len", length);
    } else {
      out.put(key, "all");
    }
  }

  private static void mark(JsonText out, @Nullable Long mark, @Nullable Long mask) {
    if (mark != null || mask != null) {
      out.put("fwmark", "0x" + Long.toHexString(mark == null ? 0 : mark));
      if (mask != null && mask != 0xffff_ffffL) {
        out.put("fwmask", "0x" + Long.toHexString(mask));
      }
    }
  }

  private static void ports(JsonText out, String key, RuleMessage.@Nullable Range range) {
    if (range == null) {
      return;
    }
    if (range.first() == range.last()) {
      out.put(key, range.first());
    } else {
      out.put(key + "_start", range.first()).put(key + "_end", range.last());
    }
  }

  private static void action(JsonText out, RuleMessage rule) {
    switch (rule.action()) {
      case RuleMessage.TO_TABLE -> {}
      case RuleMessage.GOTO -> {
        Long target = rule.target();
        if (target == null) {
          out.put("goto", "none");
        } else {
          out.put("goto", target);
        }
        if ((rule.flags() & RuleMessage.UNRESOLVED) != 0) {
          out.nothing("unresolved");
        }
      }
      case RuleMessage.NOP -> out.nothing("nop");
      default -> out.put("action", type(rule.action()));
    }
  }
}
