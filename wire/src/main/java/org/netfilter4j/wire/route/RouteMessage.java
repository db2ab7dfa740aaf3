package org.netfilter4j.wire.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.netlink.Message;

/**
 * A route (struct rtmsg and RTA_*). What the kernel does not tell is null.
 *
 * @param type RTN_*
 * @param protocol RTPROT_*: who made it
 * @param scope RT_SCOPE_*
 * @param table its number
 * @param flags RTM_F_* and RTNH_F_*
 * @param destination where null, all
 * @param source where null, all
 * @param hop the only one, of which the gateway may be null and the link 0
 * @param metric its priority
 * @param realms of the source in the upper half, of the destination in the lower
 * @param expires seconds; 0 never
 * @param error an errno, negative; 0 for none
 * @param metrics by RTAX_*, without the congestion algorithm's
 * @param congestion the algorithm's name
 * @param hops of a route that has several, or none
 * @param preference of the router that told it, ICMPV6_ROUTER_PREF_*
 */
public record RouteMessage(
    Family family,
    int type,
    int protocol,
    int scope,
    int typeOfService,
    long table,
    int flags,
    @Nullable Address destination,
    int destinationLength,
    @Nullable Address source,
    int sourceLength,
    Hop hop,
    @Nullable Address preferredSource,
    @Nullable Long metric,
    @Nullable Long realms,
    @Nullable Long nextHopId,
    @Nullable Long mark,
    @Nullable Long user,
    int incoming,
    int expires,
    int error,
    @Nullable Map<Integer, Long> metrics,
    @Nullable String congestion,
    @Nullable List<Hop> hops,
    @Nullable Integer preference,
    @Nullable Boolean propagatesTtl) {
  /** In a flag: it is a cached answer, not a route. */
  public static final int CLONED = 0x200;

  private static final int HEADER = 12;
  private static final int HOP_HEADER = 8;
  private static final int RTAX_CC_ALGO = 16;

  /** Ticks in a second, of those that userland is told (USER_HZ). */
  private static final int TICKS = 100;

  /**
   * A way on.
   *
   * @param gateway null where the destination is on the link; of the other family than the route
   *     where it is told as such (RTA_VIA)
   * @param link the index
   * @param weight from 1
   * @param flags RTNH_F_*
   */
  public record Hop(
      @Nullable Address gateway, int link, int weight, int flags, @Nullable Long realms) {}

  /** Reads a message; null where it is of another type or family. */
  public static @Nullable RouteMessage read(Message message) {
    if (message.type() != RouteRequests.NEWROUTE) {
      return null;
    }
    Fixed fixed = new Fixed(message, HEADER);
    Family family = RouteRequests.family(fixed.u8(0));
    if (family == null) {
      return null;
    }
    Address destination = null;
    Address source = null;
    Address gateway = null;
    int link = 0;
    Address preferred = null;
    Long metric = null;
    Long realms = null;
    Long id = null;
    Long mark = null;
    Long user = null;
    int incoming = 0;
    int expires = 0;
    int error = 0;
    Map<Integer, Long> metrics = null;
    String congestion = null;
    List<Hop> hops = null;
    Integer preference = null;
    Boolean propagates = null;
    long table = fixed.u8(4);
    Attributes attributes = message.attributes(HEADER);
    while (attributes.next()) {
      switch (attributes.type()) {
        case 1 -> destination = Values.address(family, attributes);
        case 2 -> source = Values.address(family, attributes);
        case 3 -> incoming = (int) attributes.u32();
        case 4 -> link = (int) attributes.u32();
        case 5 -> gateway = Values.address(family, attributes);
        case 6 -> metric = attributes.u32();
        case 7 -> preferred = Values.address(family, attributes);
        case 8 -> {
          metrics = metrics(attributes.nested());
          congestion = congestion(attributes.nested());
        }
        case 9 -> hops = hops(family, attributes);
        case 11 -> realms = attributes.u32();
        case 12 -> {
          expires = (int) Values.u32(attributes, 8) / TICKS;
          error = (int) Values.u32(attributes, 12);
        }
        case 15 -> table = attributes.u32();
        case 16 -> mark = attributes.u32();
        case 18 -> gateway = via(attributes);
        case 20 -> preference = attributes.u8();
        case 25 -> user = attributes.u32();
        case 26 -> propagates = attributes.u8() != 0;
        case 30 -> id = attributes.u32();
        default -> {}
      }
    }
    return new RouteMessage(
        family,
        fixed.u8(7),
        fixed.u8(5),
        fixed.u8(6),
        fixed.u8(3),
        table,
        fixed.s32(8),
        destination,
        fixed.u8(1),
        source,
        fixed.u8(2),
        new Hop(gateway, link, 1, 0, null),
        preferred,
        metric,
        realms,
        id,
        mark,
        user,
        incoming,
        expires,
        error,
        metrics,
        congestion,
        hops,
        preference,
        propagates);
  }

  /** struct rtvia: a family and an address of it. */
  private static @Nullable Address via(Attributes attribute) {
    Family family = RouteRequests.family(Values.u16(attribute, 0));
    return family == null ? null : Values.address(family, attribute, 2);
  }

  private static Map<Integer, Long> metrics(Attributes attributes) {
    Map<Integer, Long> metrics = new TreeMap<>();
    while (attributes.next()) {
      if (attributes.type() != RTAX_CC_ALGO) {
        metrics.put(attributes.type(), attributes.u32());
      }
    }
    return metrics;
  }

  private static @Nullable String congestion(Attributes attributes) {
    String name = null;
    while (attributes.next()) {
      if (attributes.type() == RTAX_CC_ALGO) {
        name = attributes.text();
      }
    }
    return name;
  }

  /** An array of struct rtnexthop, each with its attributes. */
  private static List<Hop> hops(Family family, Attributes attribute) {
    List<Hop> hops = new ArrayList<>();
    for (int at = 0; at <= attribute.length() - HOP_HEADER; ) {
      int length = Values.u16(attribute, at);
      if (length < HOP_HEADER || length > attribute.length() - at) {
        throw new MalformedMessageException("a next hop of " + length + " bytes");
      }
      Address gateway = null;
      Long realms = null;
      int start = attribute.start() + at;
      Attributes own = new Attributes(attribute.array(), start + HOP_HEADER, start + length);
      while (own.next()) {
        switch (own.type()) {
          case 5 -> gateway = Values.address(family, own);
          case 11 -> realms = own.u32();
          case 18 -> gateway = via(own);
          default -> {}
        }
      }
      byte[] bytes = attribute.array();
      hops.add(
          new Hop(
              gateway,
              (int) Values.u32(attribute, at + 4),
              (bytes[start + 3] & 0xff) + 1,
              bytes[start + 2] & 0xff,
              realms));
      at += Attributes.align(length);
    }
    return hops;
  }
}
