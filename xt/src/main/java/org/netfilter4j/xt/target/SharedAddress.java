package org.netfilter4j.xt.target;

import java.util.List;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.option.MacAddress;
import org.netfilter4j.xt.option.Syntax;

/** A multicast address. */
enum SharedAddress implements Syntax<MacAddress> {
  MAC;

  private static final long MULTICAST = 1L << 40;

  @Override
  public MacAddress parse(String text, String owner, String option, RuleContext context) {
    MacAddress mac = MacAddress.syntax().parse(text, owner, option, context);
    if ((mac.number() & MULTICAST) == 0) {
      throw Rejected.parameter("MAC has to be a multicast ethernet address");
    }
    return mac;
  }

  @Override
  public String placeholder() {
    return MacAddress.syntax().placeholder();
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("01:AA:7b:47:F7:D7", "ff:ff:ff:ff:ff:ff", "1:2:3:4:5:6", "33:::::", "-1:0:0:0:0:1"),
        List.of("02:AA:7B:47:F7:D7", ":::::", "0:1:1:1:1:1", "01:02:03:04:05", "x", ""));
  }
}
