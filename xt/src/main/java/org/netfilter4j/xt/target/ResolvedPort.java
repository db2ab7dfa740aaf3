package org.netfilter4j.xt.target;

import java.math.BigInteger;
import java.util.List;
import java.util.OptionalInt;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.option.Syntax;

/**
 * A port as getaddrinfo(3) resolves it (XTTYPE_PORT): a decimal number, of which the lower 16 bits
 * are taken, or a service's name.
 */
enum ResolvedPort implements Syntax<Integer> {
  PORT;

  @Override
  public Integer parse(String text, String owner, String option, RuleContext context) {
    String digits = text.stripLeading();
    digits = digits.startsWith("+") ? digits.substring(1) : digits;
    if (text.isEmpty()) {
      return 0;
    }
    if (!digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int number = new BigInteger(digits).min(ALL).intValue();
      if (number >= 0) {
        return number & 0xffff;
      }
    }
    OptionalInt port = context.names().port(text, null);
    if (port.isEmpty()) {
      throw Rejected.parameter("Port \"" + text + "\" does not resolve to anything.");
    }
    return port.getAsInt();
  }

  /** What strtoul gives for numbers that are too big; as an int it is negative. */
  private static final BigInteger ALL = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

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
