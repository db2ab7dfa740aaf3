package org.netfilter4j.linux;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.route.AddressMessage;
import org.netfilter4j.wire.route.LinkMessage;
import org.netfilter4j.wire.route.RouteMessage;
import org.netfilter4j.wire.route.RuleMessage;
import org.netfilter4j.xt.Names;

/**
 * Links, addresses, routes and policy rules as {@code ip -j} of iproute2 6.1 prints them: the same
 * keys with the same values.
 */
final class IpJson {
  private static final String[] LINK_FLAGS = {
    "LOOPBACK",
    "BROADCAST",
    "POINTOPOINT",
    "MULTICAST",
    "NOARP",
    "ALLMULTI",
    "PROMISC",
    "MASTER",
    "SLAVE",
    "DEBUG",
    "DYNAMIC",
    "AUTOMEDIA",
    "PORTSEL",
    "NOTRAILERS",
    "UP",
    "LOWER_UP",
    "DORMANT",
    "ECHO"
  };

  /** IFF_*, as {@link #LINK_FLAGS} names them. */
  private static final int[] LINK_BITS = {
    0x8, 0x2, 0x10, 0x1000, 0x80, 0x200, 0x100, 0x400, 0x800, 0x4, 0x8000, 0x4000, 0x2000, 0x20,
    0x1, 0x10000, 0x20000, 0x40000
  };

  private static final String[] STATES = {
    "UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN", "TESTING", "DORMANT", "UP"
  };
  private static final String[] LINK_MODES = {"DEFAULT", "DORMANT"};

  /** IFA_F_*, by their bits; the one of permanent addresses is told as its opposite. */
  private static final String[] ADDRESS_FLAGS = {
    "secondary",
    "nodad",
    "optimistic",
    "dadfailed",
    "home",
    "deprecated",
    "tentative",
    "permanent",
    "mngtmpaddr",
    "noprefixroute",
    "autojoin",
    "stable-privacy"
  };

  private static final int SECONDARY = 0;
  private static final int PERMANENT = 7;
  private final Map<Integer, LinkMessage> links = new HashMap<>();
  private final RouteNames words = new RouteNames();
  private final RouteJson routes;
  private final RuleJson rules;
  private final NumberNames groups = new NumberNames("group", "0", "default");

  IpJson(List<LinkMessage> all, Names names) {
    routes = new RouteJson(this::name, words);
    rules = new RuleJson(names, words, groups);
    for (LinkMessage link : all) {
      links.put(link.index(), link);
    }
  }

  private String name(int index) {
    LinkMessage link = links.get(index);
    return link == null ? "if" + index : link.name();
  }

  /** What {@code ip -j link show} says of a link. */
  void link(JsonText out, LinkMessage link) {
    out.object();
    common(out, link, true);
    out.endObject();
  }

  /** What {@code ip -j addr show} says of a link. */
  void addresses(JsonText out, LinkMessage link, List<AddressMessage> addresses) {
    out.object();
    common(out, link, false);
    out.array("addr_info");
    for (AddressMessage address : addresses) {
      if (address.link() == link.index()) {
        address(out, address);
      }
    }
    out.endArray().endObject();
  }

  void route(JsonText out, RouteMessage route) {
    routes.route(out, route);
  }

  void rule(JsonText out, RuleMessage rule) {
    rules.rule(out, rule);
  }

  private void common(JsonText out, LinkMessage link, boolean whole) {
    out.put("ifindex", link.index());
    out.put("ifname", link.name());
    boolean peerDown = false;
    Integer other = link.link();
    if (other != null) {
      if (other == 0) {
        out.nothing("link");
      } else if (link.linkNamespace() != null) {
        out.put("link_index", other);
      } else {
        out.put("link", name(other));
        LinkMessage peer = links.get(other);
        peerDown = peer != null && (peer.flags() & LinkMessage.UP) == 0;
      }
    }
    flags(out, link.flags(), peerDown);
    put(out, "mtu", link.mtu());
    put(out, "qdisc", link.queueing());
    if (link.master() != null) {
      out.put("master", name(link.master()));
    }
    word(out, "operstate", link.operationalState(), STATES);
    if (whole) {
      word(out, "linkmode", link.linkMode(), LINK_MODES);
    }
    if (link.group() != null) {
      out.put("group", groups.of(link.group()));
    }
    if (link.queueLength() > 0) {
      out.put("txqlen", link.queueLength());
    }
    out.put("link_type", type(link.type()));
    put(out, "address", link.address());
    if (link.broadcast() != null) {
      if ((link.flags() & LinkMessage.POINTOPOINT) != 0) {
        out.yes("link_pointtopoint");
      }
      out.put("broadcast", link.broadcast());
    }
    if (link.permanentAddress() != null && !link.permanentAddress().equals(link.address())) {
      out.put("permaddr", link.permanentAddress());
    }
    if (link.linkNamespace() != null) {
      out.put("link_netnsid", link.linkNamespace());
    }
    if (link.protocolDown()) {
      out.yes("proto_down");
    }
    if (whole) {
      put(out, "ifalias", link.alias());
    }
    if (!link.alternativeNames().isEmpty()) {
      out.array("altnames");
      link.alternativeNames().forEach(out::element);
      out.endArray();
    }
  }

  static void put(JsonText out, String key, @Nullable String value) {
    if (value != null) {
      out.put(key, value);
    }
  }

  static void put(JsonText out, String key, @Nullable Long value) {
    if (value != null) {
      out.put(key, value);
    }
  }

  /** A word for a number, or the number where there is none. */
  private static void word(JsonText out, String key, @Nullable Integer number, String[] words) {
    if (number != null) {
      if (number < words.length) {
        out.put(key, words[number]);
      } else {
        out.put(key + "_index", number);
      }
    }
  }

  private static void flags(JsonText out, int flags, boolean peerDown) {
    out.array("flags");
    if ((flags & LinkMessage.UP) != 0 && (flags & LinkMessage.RUNNING) == 0) {
      out.element("NO-CARRIER");
    }
    int left = flags & ~LinkMessage.RUNNING;
    for (int i = 0; i < LINK_BITS.length; i++) {
      if ((left & LINK_BITS[i]) != 0) {
        out.element(LINK_FLAGS[i]);
        left &= ~LINK_BITS[i];
      }
    }
    if (left != 0) {
      out.element(Integer.toHexString(left));
    }
    if (peerDown) {
      out.element("M-DOWN");
    }
    out.endArray();
  }

  /** The name of a kind of hardware (ARPHRD_*). */
  private static String type(int type) {
    return switch (type) {
      case 0 -> "netrom";
      case 1 -> "ether";
      case 32 -> "infiniband";
      case 256 -> "slip";
      case 280 -> "can";
      case 512 -> "ppp";
      case 519 -> "rawip";
      case 768 -> "ipip";
      case 769 -> "tunnel6";
      case 772 -> "loopback";
      case 776 -> "sit";
      case 778 -> "gre";
      case 801 -> "ieee802.11";
      case 804 -> "ieee802.15.4";
      case 823 -> "gre6";
      case 824 -> "netlink";
      case 825 -> "6lowpan";
      case 826 -> "vsockmon";
      case 0xffff -> "void";
      case 0xfffe -> "none";
      default -> "[" + type + "]";
    };
  }

  private void address(JsonText out, AddressMessage address) {
    out.object();
    out.put("family", family(address.family()));
    out.put("local", address.local().toString());
    if (!address.peer().equals(address.local())) {
      out.put("address", address.peer().toString());
    }
    out.put("prefixlen", address.prefixLength());
    put(out, "metric", address.metric());
    Address broadcast = address.broadcast();
    if (broadcast != null) {
      out.put("broadcast", broadcast.toString());
    }
    Address anycast = address.anycast();
    if (anycast != null) {
      out.put("anycast", anycast.toString());
    }
    out.put("scope", words.scopes.of(address.scope()));
    long left = address.flags();
    for (int i = 0; i < ADDRESS_FLAGS.length; i++) {
      boolean set = (left & 1L << i) != 0;
      left &= ~(1L << i);
      if (i == PERMANENT) {
        if (!set) {
          out.yes("dynamic");
        }
      } else if (set) {
        boolean temporary = i == SECONDARY && address.family() == Family.IPV6;
        out.yes(temporary ? "temporary" : ADDRESS_FLAGS[i]);
      }
    }
    if (left != 0) {
      out.put("ifa_flags", Long.toHexString(left));
    }
    put(out, "label", address.label());
    put(out, "valid_life_time", address.valid());
    put(out, "preferred_life_time", address.preferred());
    out.endObject();
  }

  static String family(Family family) {
    return family == Family.IPV4 ? "inet" : "inet6";
  }
}
