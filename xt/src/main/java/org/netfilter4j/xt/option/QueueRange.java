package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** Two numbers, the first the lower one. */
public enum QueueRange implements Syntax<Interval> {
  BALANCE;

  @Override
  public Interval parse(String text, String owner, String option, RuleContext context) {
    Interval range = Interval.shorts().parse(text, owner, option, context);
    if (text.indexOf(':') < 0) {
      throw Rejected.parameter("Bad range \"" + text + "\"");
    }
    if (range.low() >= range.high()) {
      throw Rejected.parameter(range.low() + " should be less than " + range.high());
    }
    return range;
  }

  @Override
  public String placeholder() {
    return "first:last";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("0:3", "5:", ":5", "0:65534", "1:65535", "0x10:020", "65534:65535", "7:8"),
        List.of("5", "3:1", "5:5", "1:2:3", "x:1", "1:x", ":", "0:65535", "0:65536", ":0", "-1:5"));
  }
}
