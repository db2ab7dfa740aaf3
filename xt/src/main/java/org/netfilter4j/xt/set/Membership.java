package org.netfilter4j.xt.set;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.option.MacAddress;

/** Says in words whether a packet is in a set, and why. For people: it allocates. */
public final class Membership {
  private final IpSet set;
  private final Packet packet;
  private final SetQuery query;

  private Membership(IpSet set, Packet packet, SetQuery query) {
    this.set = set;
    this.packet = packet;
    this.query = query;
  }

  /**
   * The sentence for an answer that was just given.
   *
   * @param query the query as the answer left it
   * @param contained the answer
   */
  public static Label explain(
      IpSet set, Packet packet, SetQuery query, boolean contained, long now) {
    return new Membership(set, packet, query).explain(contained, now);
  }

  private Label explain(boolean contained, long now) {
    Family family = set.header().family();
    int needed = set.type().dimensions();
    if (query.dimensions < needed) {
      return new Label(
          "set "
              + set.name()
              + " needs "
              + needed
              + " directions and the rule gives "
              + query.dimensions
              + ", so nothing is in it",
          "集合 " + set.name() + " 需要 " + needed + " 个方向，规则只给了 " + query.dimensions + " 个，因此永不匹配");
    }
    if (family != null && family != packet.family()) {
      String version = family == Family.IPV4 ? "IPv4" : "IPv6";
      return new Label(
          "set " + set.name() + " holds " + version + " addresses only",
          "集合 " + set.name() + " 只含 " + version + " 地址");
    }
    IpSet member = query.member;
    SetType type = member == null ? set.type() : member.type();
    Label missing = missing(type);
    if (missing != null) {
      return new Label(
          "the packet has no " + missing.en() + " that could be in set " + set.name(),
          "数据包没有可与集合 " + set.name() + " 比对的" + missing.zh());
    }
    Label element = element(type);
    if (query.nomatch) {
      return new Label(
          element.en() + " is an exception (nomatch) in set " + set.name() + found(),
          chinese(element) + "是集合 " + set.name() + " 中的例外（nomatch）" + found());
    }
    if (contained) {
      return new Label(
          element.en()
              + " is in set "
              + set.name()
              + found()
              + through(member, " through its member "),
          chinese(element) + "在集合 " + set.name() + " 中" + found() + through(member, "，经由成员 "));
    }
    if (query.comparesCounters && isPlainlyIn(now)) {
      return new Label(
          element.en() + " is in set " + set.name() + ", but its counters are not as the rule asks",
          chinese(element) + "在集合 " + set.name() + " 中，但计数器不符合规则的要求");
    }
    return new Label(
        element.en() + " is not in set " + set.name(),
        chinese(element) + "不在集合 " + set.name() + " 中");
  }

  private boolean isPlainlyIn(long now) {
    int sources = 0;
    for (int i = 0; i < query.dimensions; i++) {
      sources |= query.isSource(i) ? 1 << i : 0;
    }
    return set.contains(packet, SetQuery.plain(query.dimensions, sources), now);
  }

  /** The network that the packet was found by, in brackets. */
  private String found() {
    if (query.prefix < 0 || query.prefix == packet.family().bits()) {
      return "";
    }
    return " (" + MaskedAddress.of(address(0), query.prefix) + ")";
  }

  private static String through(@Nullable IpSet member, String words) {
    return member == null ? "" : words + member.name();
  }

  /** What the packet would need to be in a set of that type, or null where it has all. */
  private @Nullable Label missing(SetType type) {
    for (int i = 0; i < type.parts().size(); i++) {
      boolean source = query.isSource(i);
      switch (type.parts().get(i)) {
        case PROTO_PORT -> {
          if (PacketPort.of(packet, source) == PacketPort.NONE) {
            return new Label("port", "端口");
          }
        }
        case PORT -> {
          if (PacketPort.tcpOrUdp(packet, source) == PacketPort.NONE) {
            return new Label("port", "端口");
          }
        }
        case MAC -> {
          if (PacketMac.of(packet, source) <= 0) {
            return new Label("Ethernet address", "以太网地址");
          }
        }
        case IFACE -> {
          if (networkInterface(i).isEmpty()) {
            return new Label(
                source ? "input interface" : "output interface", source ? "入接口" : "出接口");
          }
        }
        case IP, SINGLE_IP, NET, MARK, SET -> {}
      }
    }
    return null;
  }

  private String networkInterface(int dimension) {
    return query.isSource(dimension) ? packet.inInterface() : packet.outInterface();
  }

  /** What of the packet is looked for. */
  private Label element(SetType type) {
    if (type.parts().getFirst() == ElementPart.SET) {
      return same(address(0).toString());
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < type.parts().size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      boolean source = query.isSource(i);
      switch (type.parts().get(i)) {
        case IP, SINGLE_IP, NET -> text.append(address(i));
        case PROTO_PORT -> {
          int port = PacketPort.of(packet, source);
          text.append(protocol(port >>> 16)).append(':').append(port & 0xffff);
        }
        case PORT -> {
          int port = PacketPort.tcpOrUdp(packet, source);
          return source
              ? new Label("port " + port + " (source)", "端口 " + port + "（源）")
              : new Label("port " + port + " (destination)", "端口 " + port + "（目的）");
        }
        case MAC -> text.append(new MacAddress(PacketMac.of(packet, source)));
        case MARK -> text.append("mark 0x").append(Integer.toHexString(packet.mark()));
        case IFACE -> text.append(networkInterface(i));
        case SET -> throw new IllegalStateException("a set beside other parts");
      }
    }
    return same(text.toString());
  }

  /** A blank stands after Latin letters and digits, none after a bracket of full width. */
  private static String chinese(Label element) {
    return element.zh().endsWith("）") ? element.zh() : element.zh() + " ";
  }

  private static Label same(String text) {
    return new Label(text, text);
  }

  private Address address(int dimension) {
    Field.Header field =
        query.isSource(dimension) ? Field.Header.SOURCE_ADDRESS : Field.Header.DESTINATION_ADDRESS;
    return new Address(packet.family(), packet.high(field), packet.number(field));
  }

  private static String protocol(int number) {
    return switch (number) {
      case 1 -> "icmp";
      case 6 -> "tcp";
      case 17 -> "udp";
      case 58 -> "ipv6-icmp";
      case 132 -> "sctp";
      case 136 -> "udplite";
      default -> Integer.toString(number);
    };
  }
}
