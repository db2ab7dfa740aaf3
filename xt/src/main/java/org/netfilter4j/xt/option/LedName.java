package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** The name of an LED trigger. */
public enum LedName implements Syntax<String> {
  ID;

  private static final int MOST = 16;

  @Override
  public String parse(String text, String owner, String option, RuleContext context) {
    if (text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MOST) {
      throw Rejected.parameter("Argument must have a maximum length of 16 characters\n");
    }
    return text;
  }

  @Override
  public String placeholder() {
    return "name";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("foo", "a b", "", "a\"b\\c", "x".repeat(MOST)), List.of("x".repeat(MOST + 1)));
  }
}
