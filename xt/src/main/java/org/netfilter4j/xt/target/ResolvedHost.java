package org.netfilter4j.xt.target;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.option.LeadingNumber;
import org.netfilter4j.xt.option.Syntax;

/**
 * An address as getaddrinfo(3) resolves it (XTTYPE_HOST): in numbers, IPv4 also in the short, octal
 * and hexadecimal forms of inet_aton(3), or the name of a host with one address.
 */
enum ResolvedHost implements Syntax<Address> {
  HOST;

  @Override
  public Address parse(String text, String owner, String option, RuleContext context) {
    Family family = context.family();
    int scope = text.indexOf('%');
    Address address =
        family == Family.IPV4
            ? short4(text)
            : Address.parse(family, scope < 0 ? text : text.substring(0, scope));
    if (address != null) {
      return address;
    }
    if (family == Family.IPV4 ? text.indexOf(':') >= 0 : short4(text) != null) {
      throw Rejected.parameter("getaddrinfo: Address family for hostname not supported");
    }
    Set<Address> found = new TreeSet<>(context.names().addresses(text, family));
    if (found.isEmpty()) {
      throw Rejected.parameter("getaddrinfo: Name or service not known");
    }
    if (found.size() > 1) {
      throw Rejected.parameter(text + " resolves to more than one address");
    }
    return found.iterator().next();
  }

  /** One to four numbers; the last fills the bytes that are left. */
  private static @Nullable Address short4(String text) {
    long value = 0;
    String rest = text;
    for (int part = 0; part < 4; part++) {
      LeadingNumber number =
          rest.isEmpty() || rest.charAt(0) < '0' || rest.charAt(0) > '9'
              ? null
              : LeadingNumber.of(rest, 0, 0xffff_ffffL);
      if (number == null) {
        return null;
      }
      if (number.end() == rest.length()) {
        long room = 0xffff_ffffL >>> 8 * part;
        return number.value() > room ? null : Address.ipv4(value | number.value());
      }
      if (rest.charAt(number.end()) != '.' || number.value() > 0xff) {
        return null;
      }
      value |= number.value() << (24 - 8 * part);
      rest = rest.substring(number.end() + 1);
    }
    return null;
  }

  @Override
  public String placeholder() {
    return "ip";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("10.1.2.3", "0.0.0.0", "10.1", "0x7f000001", "010.0.0.1", "2001:db8::1", "::"),
        List.of("", "10.1.2.3/32", "10.1.2.3.4", "10.1.2.256", "!", "2001:db8::1::"));
  }
}
