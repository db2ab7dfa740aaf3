package org.netfilter4j.xt.match;

import java.util.Set;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.Listing;

/** {@code -m esp}: the index of an encrypted payload (xt_esp.c, revision 0). */
public final class Esp extends SpiMatch {
  public Esp() {
    super("esp", Set.of(Family.values()), IpProtocol.ESP, SpiTest.option("espspi"));
  }

  @Override
  void list(SpiTest spi, Listing out) {
    out.add(" esp");
    spi.list(" ", out);
  }

  /** The first of the header's two words (RFC 4303). */
  @Override
  Condition condition(SpiTest spi) {
    return spi.condition(8, 0, 4);
  }
}
