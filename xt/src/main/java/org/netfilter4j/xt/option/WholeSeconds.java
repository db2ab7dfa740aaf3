package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** Seconds from 1 on, as atoi(3) reads them. */
public enum WholeSeconds implements Syntax<Integer> {
  SECONDS;

  @Override
  public Integer parse(String text, String owner, String option, RuleContext context) {
    int seconds = (int) LeadingNumber.decimal(text);
    if (seconds <= 0) {
      throw Rejected.badValue(text, owner, option);
    }
    return seconds;
  }

  @Override
  public String placeholder() {
    return "seconds";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("1", "2", "60", "3600", "2147483647", "5x", " 7", "4294967297"),
        List.of("0", "", "x", "-1", "2147483648"));
  }
}
