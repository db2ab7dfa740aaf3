package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** How long an LED stays on: milliseconds, or for ever. */
public enum LedDelay implements Syntax<Integer> {
  DELAY;

  /** What "inf" stands for. */
  public static final int FOR_EVER = -1;

  @Override
  public Integer parse(String text, String owner, String option, RuleContext context) {
    if (text.regionMatches(true, 0, "inf", 0, 3)) {
      return FOR_EVER;
    }
    Long number = Syntaxes.parseUnsigned(text);
    if (number == null || number >>> 32 != 0) {
      throw Rejected.parameter("LedDelay value must be within range 0..4294967295");
    }
    return number.intValue();
  }

  @Override
  public String placeholder() {
    return "ms";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("0", "42", "inf", "INFinite", "4294967295", "0x10", "3000000000", "010"),
        List.of("", "in", "-1", "4294967296", "5ms", "x"));
  }
}
