package org.netfilter4j.xt.match;

import java.util.Set;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.Listing;

/** {@code -m ah} of IPv4: the index of an authentication header (ipt_ah.c, revision 0). */
public final class Ah extends SpiMatch {
  public Ah() {
    super("ah", Set.of(Family.IPV4), IpProtocol.AH, SpiTest.option("ahspi"));
  }

  @Override
  void list(SpiTest spi, Listing out) {
    out.add(" ah ");
    spi.list("", out);
  }

  /** Behind next header, length and two reserved bytes (RFC 4302). */
  @Override
  Condition condition(SpiTest spi) {
    return spi.condition(12, 4, 4);
  }
}
