package org.netfilter4j.xt.match;

import java.util.List;
import java.util.stream.Stream;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.option.Offer;
import org.netfilter4j.xt.option.Syntax;

/** A type of packet as the link layer sees it, whatever the case of its letters. */
enum PacketType implements Syntax<Pkttype.Type> {
  TYPE;

  @Override
  public Pkttype.Type parse(String text, String owner, String option, RuleContext context) {
    for (Pkttype.Type type : Pkttype.Type.values()) {
      if (type.word.equalsIgnoreCase(text) || type.alias.equalsIgnoreCase(text)) {
        return type;
      }
    }
    throw Rejected.parameter("Bad packet type '" + text + "'");
  }

  @Override
  public Offer offer(Family family, int word) {
    return Offer.one(Stream.of(Pkttype.Type.values()).map(type -> type.word).toList());
  }

  @Override
  public String placeholder() {
    return "packettype";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of(
            "unicast",
            "host",
            "broadcast",
            "bcast",
            "multicast",
            "mcast",
            "otherhost",
            "UNICAST",
            "Bcast"),
        List.of("foo", "", "u", "1", "outgoing", "loopback", "unicast,broadcast", "unicast "));
  }
}
