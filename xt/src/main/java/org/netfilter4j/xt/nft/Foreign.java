package org.netfilter4j.xt.nft;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.wire.nft.Expression.Cmp;
import org.netfilter4j.wire.nft.Expression.Payload;
import org.netfilter4j.wire.nft.NftAttribute;
import org.netfilter4j.xt.match.ForeignTests;

/** What iptables-nft reads though it does not write it, and what it has against the rest. */
final class Foreign {
  /** NFT_META_PKTTYPE. */
  private static final long PACKET_TYPE = 19;

  private Foreign() {}

  /** Whether an expression puts something unknown where the next comparison looks. */
  static boolean isLoad(Expression.Other other) {
    return other.name().equals("meta") || other.name().equals("payload");
  }

  /** What is wrong with an unknown use of meta; null for loads. */
  static @Nullable String fault(Expression.Other other) {
    return other.name().equals("meta") && number(other, NftAttribute.META_DREG) < 0
        ? "meta sreg key not supported"
        : null;
  }

  /** An attribute of four bytes; -1 where there is none. */
  private static long number(Expression.Other other, int type) {
    byte[] bytes = other.attributes().bytes();
    Attributes in = new Attributes(bytes, 0, bytes.length);
    while (in.next()) {
      if (in.type() == type) {
        return in.network32();
      }
    }
    return -1;
  }

  /** Whether it tests the protocol in the network header. */
  static boolean isProtocol(Family family, Statement statement) {
    return statement.loads(Payload.Base.NETWORK, family == Family.IPV4 ? 9 : 6, 1);
  }

  static @Nullable Match match(Family family, int protocol, Statement statement) {
    if (!(statement.test() instanceof Cmp cmp)) {
      return null;
    }
    if (statement.load() instanceof Expression.Other other) {
      return other.name().equals("meta") && number(other, NftAttribute.META_KEY) == PACKET_TYPE
          ? ForeignTests.packetType(cmp)
          : null;
    }
    if (!(statement.load() instanceof Payload payload)) {
      return null;
    }
    return switch (payload.base()) {
      case LINK -> null;
      case NETWORK ->
          statement.loads(Payload.Base.NETWORK, family == Family.IPV4 ? 8 : 7, 1)
              ? ForeignTests.hops(family, cmp)
              : null;
      case TRANSPORT ->
          ForeignTests.isIcmp(protocol) ? ForeignTests.icmp(family, statement, cmp) : null;
    };
  }

  /** In the C tool's words; null for what it passes over in silence. */
  static @Nullable String fault(Family family, int protocol, Statement statement) {
    boolean range = statement.test() instanceof Expression.Range;
    if (statement.load() == null) {
      return (range ? "range" : "cmp") + " sreg undef";
    }
    if (!(statement.load() instanceof Payload payload)) {
      boolean meta =
          !(statement.load() instanceof Expression.Other other) || other.name().equals("meta");
      if (!meta) {
        return null;
      }
      return range
          ? "range sreg type unsupported"
          : "unknown " + (family == Family.IPV4 ? "ipv4" : "ipv6") + " meta key";
    }
    if (range) {
      return payload.base() == Payload.Base.TRANSPORT ? null : "range with unknown payload base";
    }
    return switch (payload.base()) {
      case LINK -> null;
      case NETWORK ->
          payload.offset() == (family == Family.IPV4 ? 8 : 7)
              ? "invalid ttl field match"
              : "unknown payload offset";
      case TRANSPORT -> transport(family, protocol, statement);
    };
  }

  private static @Nullable String transport(Family family, int protocol, Statement statement) {
    if (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP) {
      return null;
    }
    return ForeignTests.isIcmp(protocol) && statement.test() instanceof Cmp cmp
        ? ForeignTests.noIcmp(family, statement, cmp)
        : "unsupported layer 4 protocol value";
  }
}
