package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.RuleContext;

/**
 * A port as getaddrinfo(3) resolves it (XTTYPE_PORT): a decimal number, of which the lower 16 bits
 * are taken, or a service's name.
 */
public enum ResolvedPort implements Syntax<Integer> {
  PORT;

  @Override
  public Integer parse(String text, String owner, String option, RuleContext context) {
    return text.isEmpty() ? 0 : Ports.resolve(text, context.names());
  }

  @Override
  public Offer offer(Family family, int word) {
    return Offer.SERVICE;
  }

  @Override
  public String placeholder() {
    return "port";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("0", "80", "65535", "65536", "http", "domain", "080", "", "+7", "4294967297"),
        List.of("0x50", "-1", "no-such-service", "99999999999999999999", "80x", "2147483648"));
  }
}
