package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.model.Address;
import org.netfilter4j.xt.RuleContext;

/** A mask, written as an address. */
public enum Netmask implements Syntax<Address> {
  NETMASK;

  @Override
  public Address parse(String text, String owner, String option, RuleContext context) {
    return HostMask.host(text, context);
  }

  @Override
  public String placeholder() {
    return "netmask";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("255.255.255.0", "0.0.0.0", "255.0.255.0", "10.1", "ffff:ffff::", "::", "::1"),
        List.of("", "24", "255.255.255.256", "1.2.3.4/8", "no.such.host.invalid", ":::"));
  }
}
