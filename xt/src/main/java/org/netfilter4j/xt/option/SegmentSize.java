package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.RuleContext;

/** Up to what fits behind an IP header. */
public enum SegmentSize implements Syntax<Integer> {
  SIZE;

  @Override
  public Integer parse(String text, String owner, String option, RuleContext context) {
    int header = context.family() == Family.IPV4 ? 20 : 40;
    return Syntaxes.integer(0, 0xffff - header).parse(text, owner, option, context);
  }

  @Override
  public String placeholder() {
    return "value";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("0", "1", "1400", "65495", "65515", "0x200", "010"),
        List.of("65516", "", "x", "-1", "1.5"));
  }
}
