package org.netfilter4j.xt.target;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.option.InetAton;
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
            ? InetAton.parse(text)
            : Address.parse(family, scope < 0 ? text : text.substring(0, scope));
    if (address != null) {
      return address;
    }
    if (family == Family.IPV4 ? text.indexOf(':') >= 0 : InetAton.parse(text) != null) {
      throw Rejected.parameter("getaddrinfo: Address family for hostname not supported\n");
    }
    Set<Address> found = new TreeSet<>();
    if (isName(text)) {
      found.addAll(context.names().addresses(text, family));
    }
    if (found.isEmpty()) {
      throw Rejected.parameter("getaddrinfo: Name or service not known\n");
    }
    if (found.size() > 1) {
      throw Rejected.parameter(text + " resolves to more than one address\n");
    }
    return found.iterator().next();
  }

  /** Whether a host could be called so; no resolver need be asked for anything else. */
  private static boolean isName(String text) {
    return text.chars()
            .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || ".-_".indexOf(c) >= 0))
        && text.chars().anyMatch(Character::isLetter);
  }

  @Override
  public String placeholder() {
    return "ip";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of(
            "10.1.2.3",
            "0.0.0.0",
            "127.0.0.0",
            "127.0.0.1",
            "10.1",
            "0x7f000001",
            "010.0.0.1",
            "2001:db8::1",
            "::"),
        List.of("", "10.1.2.3/32", "10.1.2.3.4", "10.1.2.256", "!", "2001:db8::1::"));
  }
}
