package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** A protocol of IPsec, by number or name. */
public record IpsecProtocol() implements Syntax<Integer> {
  private static final List<Integer> PROTOCOLS = List.of(50, 51, 108);

  @Override
  public Integer parse(String text, String owner, String option, RuleContext context) {
    int protocol = Protocols.parse(text, context.names());
    if (!PROTOCOLS.contains(protocol)) {
      throw Rejected.parameter("policy match: protocol must be ah/esp/ipcomp");
    }
    return protocol;
  }

  @Override
  public Offer offer(Family family, int word) {
    return Offer.one(List.of("ah", "esp", "ipcomp"));
  }

  @Override
  public String placeholder() {
    return "ah|esp|ipcomp";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("ah", "esp", "ipcomp", "50", "0x33", "108", "AH", "IPCOMP"),
        List.of("tcp", "0", "all", "256", "foo", "", "es"));
  }
}
