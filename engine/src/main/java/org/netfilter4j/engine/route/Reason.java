package org.netfilter4j.engine.route;

import org.netfilter4j.model.Label;

/** What routing makes of a packet, and why. */
public enum Reason {
  LOCAL(Way.HOST, "the destination is an address of this host", "目的地址是本机地址"),
  BROADCAST(Way.HOST, "the destination is a broadcast address", "目的地址是广播地址"),
  MULTICAST(
      Way.HOST, "the destination is a multicast group that this host listens to", "目的地址是本机加入的组播组"),
  UNICAST(Way.ON, "a route leads on", "有路由通往目的地址"),

  NO_ROUTE(Way.NOWHERE, "no route leads to the destination", "没有通往目的地址的路由"),
  BLACKHOLE(Way.NOWHERE, "a blackhole route swallows it", "被 blackhole 路由丢弃"),
  UNREACHABLE(Way.NOWHERE, "an unreachable route refuses it", "被 unreachable 路由拒绝"),
  PROHIBIT(Way.NOWHERE, "a prohibit route refuses it", "被 prohibit 路由拒绝"),
  FORWARDING_OFF(
      Way.NOWHERE,
      "the destination is not this host, and forwarding is off (ip_forward)",
      "目的地址不是本机，而转发未开启 (ip_forward)"),
  NOT_A_MEMBER(
      Way.NOWHERE,
      "the destination is a multicast group that this host does not listen to",
      "目的地址是本机未加入的组播组"),
  MARTIAN_SOURCE(
      Way.NOWHERE, "the source address can't be one (martian source)", "源地址不合法 (martian source)"),
  MARTIAN_DESTINATION(
      Way.NOWHERE,
      "the destination address can't be one (martian destination)",
      "目的地址不合法 (martian destination)"),
  LOOPBACK(
      Way.NOWHERE,
      "a loopback address came from outside, and route_localnet is off",
      "环回地址来自外部，而 route_localnet 未开启"),
  OWN_SOURCE(
      Way.NOWHERE,
      "the source address is this host's own, and accept_local is off",
      "源地址是本机自己的地址，而 accept_local 未开启"),
  SOURCE_NOT_UNICAST(
      Way.NOWHERE, "the route back to the source is not a unicast route", "返回源地址的路由不是单播路由"),
  REVERSE_PATH(
      Way.NOWHERE,
      "the way back to the source is not by the interface that it came in by (rp_filter)",
      "返回源地址的路由不经过入接口 (rp_filter)"),
  NO_WAY_BACK(
      Way.NOWHERE, "no route leads back to the source (rp_filter)", "没有返回源地址的路由 (rp_filter)"),
  BAD_SOURCE(Way.NOWHERE, "the host can't send from this source address", "本机不能使用该源地址发送"),
  DEVICE_DOWN(Way.NOWHERE, "the interface is down or not there", "接口已关闭或不存在");

  /** Where a packet goes. */
  public enum Way {
    /** To the host itself. */
    HOST,
    /** Out by an interface. */
    ON,
    /** It is dropped. */
    NOWHERE
  }

  private final Way way;
  private final Label label;

  Reason(Way way, String en, String zh) {
    this.way = way;
    label = new Label(en, zh);
  }

  public Way way() {
    return way;
  }

  /** The reason in words, without a full stop. */
  public Label label() {
    return label;
  }

  static Reason of(Route.Type type) {
    return switch (type) {
      case UNICAST, ANYCAST -> UNICAST;
      case LOCAL -> LOCAL;
      case BROADCAST -> BROADCAST;
      case MULTICAST -> MULTICAST;
      case BLACKHOLE -> BLACKHOLE;
      case UNREACHABLE -> UNREACHABLE;
      case PROHIBIT -> PROHIBIT;
      case THROW -> NO_ROUTE;
    };
  }
}
