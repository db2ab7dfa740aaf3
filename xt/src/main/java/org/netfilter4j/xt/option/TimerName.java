package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.xt.RuleContext;

/** The name of an idle timer. */
public enum TimerName implements Syntax<String> {
  NAME;

  @Override
  public String parse(String text, String owner, String option, RuleContext context) {
    return new CutText(27, 0, "name").parse(text, owner, option, context);
  }

  @Override
  public String placeholder() {
    return "name";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("foo", "x".repeat(27), "y".repeat(28), "a b", "...", "it's", "a\"b", "0", "-x"),
        List.of("", ".", "..", "a/b", "power", "subsystem", "uevent"));
  }
}
