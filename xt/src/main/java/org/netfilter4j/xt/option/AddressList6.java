package org.netfilter4j.xt.option;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** IPv6 addresses in numbers with commas between them, at most 16. */
public enum AddressList6 implements Syntax<List<Address>> {
  SYNTAX;

  private static final int MOST = 16;

  @Override
  public List<Address> parse(String text, String owner, String option, RuleContext context) {
    List<Address> addresses = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      if (addresses.size() == MOST) {
        throw Rejected.parameter("too many addresses specified");
      }
      Address address = Address.parse(Family.IPV6, word);
      if (address == null) {
        throw Rejected.parameter("bad address: " + word);
      }
      addresses.add(address);
    }
    return List.copyOf(addresses);
  }

  @Override
  public String placeholder() {
    return "address[,address...]";
  }

  @Override
  public Samples samples() {
    String sixteen = "::1" + ",2001:db8::".repeat(15);
    return new Samples(
        List.of("::", "::1", "2001:db8::1,2001:db8::2", "::ffff:1.2.3.4,FE80::", sixteen),
        List.of("", ",", "::1,", "1.2.3.4", "::1/128", "::1, ::2", "x", sixteen + ",::"));
  }
}
