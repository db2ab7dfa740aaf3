package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** Seconds, 0 to 4294967294. */
public final class SetTimeout implements Syntax<Long> {
  private static final long MAX_TIMEOUT = 0xffff_fffeL;

  @Override
  public Long parse(String text, String owner, String option, RuleContext context) {
    Long value = Syntaxes.parseUnsigned(text);
    if (value == null || Long.compareUnsigned(value, MAX_TIMEOUT) > 0) {
      throw Rejected.parameter(
          "Invalid value for option --timeout or out of range 0-" + MAX_TIMEOUT);
    }
    return value;
  }

  @Override
  public String placeholder() {
    return "n";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("0", "1", "600", "4294967294"), List.of("", "x", "4294967295", "-1"));
  }
}
