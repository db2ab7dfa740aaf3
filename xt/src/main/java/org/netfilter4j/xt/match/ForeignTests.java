package org.netfilter4j.xt.match;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.wire.nft.Expression.Cmp;
import org.netfilter4j.xt.nft.Statement;
import org.netfilter4j.xt.option.IcmpTypes;

/**
 * Tests that nft and newer iptables write as expressions, which iptables 1.8.9 reads as matches and
 * itself writes as structs: packet type, hops, and ICMP's type and code.
 */
public final class ForeignTests {
  private static final int PAST_LAST = 256;

  private ForeignTests() {}

  /** A comparison of the packet type; null for a number that is none. */
  public static @Nullable Match packetType(Cmp cmp) {
    int number = cmp.data().bytes()[0] & 0xff;
    Pkttype.Type[] types = Pkttype.Type.values();
    return number < types.length
        ? new Pkttype.Data(types[number], cmp.operator() == Cmp.Operator.NEQ)
        : null;
  }

  /** A comparison of the time to live or the hop limit; null for one with what no packet has. */
  public static @Nullable Match hops(Family family, Cmp cmp) {
    int value = cmp.data().bytes()[0] & 0xff;
    HopsComparison comparison =
        switch (cmp.operator()) {
          case EQ -> HopsComparison.EQUAL;
          case NEQ -> HopsComparison.NOT_EQUAL;
          case LT, LTE -> HopsComparison.LESS;
          case GT, GTE -> HopsComparison.GREATER;
        };
    if (cmp.operator() == Cmp.Operator.LTE) {
      value++;
    } else if (cmp.operator() == Cmp.Operator.GTE) {
      value--;
    }
    return value < 0 || value == PAST_LAST
        ? null
        : new HopsMatch.Data(family == Family.IPV4 ? "ttl" : "hl", comparison, value);
  }

  /**
   * A comparison of ICMP's first bytes; no inversion is read.
   *
   * @return null where these are not type, code or both
   */
  public static @Nullable Match icmp(Family family, Statement statement, Cmp cmp) {
    byte[] bytes = cmp.data().bytes();
    int offset = statement.load() instanceof Expression.Payload payload ? payload.offset() : -1;
    int type = IcmpTypes.ANY;
    int low = 0;
    int high = 255;
    if (offset == 0 && bytes.length <= 2) {
      type = bytes[0] & 0xff;
    } else if (offset != 1 || bytes.length > 1 || family == Family.IPV6) {
      return null;
    }
    if (offset + bytes.length == 2) {
      low = bytes[bytes.length - 1] & 0xff;
      high = low;
    }
    String name = family == Family.IPV4 ? "icmp" : "icmp6";
    return new IcmpMatch.Data(name, new IcmpTypes.Type(type, low, high), false);
  }

  /** What the C tool has against a comparison that {@link #icmp} does not read. */
  public static String noIcmp(Family family, Statement statement, Cmp cmp) {
    int offset = statement.load() instanceof Expression.Payload payload ? payload.offset() : -1;
    if (offset != 0 && offset != 1) {
      return "unexpected payload offset";
    }
    return offset == 1 && family == Family.IPV6 && cmp.data().length() == 1
        ? "icmp6 code with any type match not supported"
        : "unexpected RHS data length";
  }

  /** Whether ICMP of either family is tested for. */
  public static boolean isIcmp(int protocol) {
    return protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6;
  }
}
