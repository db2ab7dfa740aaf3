package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.xt.RuleContext;

/** Seconds without a packet. */
public enum IdleTimeout implements Syntax<Long> {
  TIMEOUT;

  @Override
  public Long parse(String text, String owner, String option, RuleContext context) {
    return Syntaxes.number(0, 0xffff_ffffL).parse(text, owner, option, context);
  }

  @Override
  public String placeholder() {
    return "seconds";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("1", "42", "2147482", "0x10", "010", "3600"),
        List.of("0", "2147483", "4294967295", "4294967296", "", "1s", "-1"));
  }
}
