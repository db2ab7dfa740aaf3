package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.xt.RuleContext;

/** A network; the kernel wants at most 64 bits of it, and none behind them. */
public enum NetworkPrefix implements Syntax<HostMask> {
  PREFIX;

  @Override
  public HostMask parse(String text, String owner, String option, RuleContext context) {
    return HostMask.syntax().parse(text, owner, option, context);
  }

  @Override
  public String placeholder() {
    return "prefix/length";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of(
            "2001:db8::/32",
            "2001:db8:1::/48",
            "2001:db8:0:1::/64",
            "2001:DB8:1:8000::/0x31",
            "fd00::/8",
            "::/0",
            "fe80::/ffc0::",
            "2001:db8:2::/60"),
        List.of("", "2001:db8::1/64", "2001:db8::/65", "::1", "::/129", "fd00::/4", "x/64"));
  }
}
