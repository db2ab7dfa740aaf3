package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** A number that a counter is compared with: 64 bits, unsigned. */
public final class CounterValue implements Syntax<Long> {
  @Override
  public Long parse(String text, String owner, String option, RuleContext context) {
    Long value = Syntaxes.parseUnsigned(text);
    if (value == null) {
      throw Rejected.parameter("Cannot parse " + text + " as a counter value");
    }
    return value;
  }

  @Override
  public String placeholder() {
    return "value";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("0", "1", "0x10", "017", "18446744073709551615"),
        List.of("", "x", "1x", "18446744073709551616"));
  }
}
