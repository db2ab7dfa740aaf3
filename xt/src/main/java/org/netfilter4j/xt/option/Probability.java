package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/**
 * A number from 0 to 1 as strtod(3) reads it, in parts of 2^31. What is not a number counts as 0,
 * because it is not out of range either.
 */
public enum Probability implements Syntax<Long> {
  SYNTAX;

  /** A probability of 1. */
  public static final long ONE = 0x8000_0000L;

  @Override
  public Long parse(String text, String owner, String option, RuleContext context) {
    LeadingDouble number = LeadingDouble.of(text);
    double value = number == null || number.end() < text.length() ? -1 : number.value();
    if (value < 0 || value > 1) {
      throw Rejected.parameter(
          owner + ": bad value for option \"--" + option + "\", or out of range (0-1).\n");
    }
    return Double.isNaN(value) ? 0 : Math.round(value * ONE);
  }

  @Override
  public String placeholder() {
    return "p";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of(
            "0.5",
            "0",
            "1",
            "0.33333",
            "1e-3",
            ".25",
            "1.",
            "0.99999999999",
            "0.0000000001",
            "0x1p-1",
            "0x.8",
            "nan",
            "-0",
            "+0.5",
            " 0.5",
            "00.5",
            "0.1",
            "0.2",
            "0.7",
            "1e-400"),
        List.of("1.1", "-0.1", "x", "", "inf", "0.5f", ".", "1e", "0,5", "0.5 ", "50%", "2"));
  }
}
