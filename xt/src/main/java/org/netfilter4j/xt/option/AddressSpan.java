package org.netfilter4j.xt.option;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.struct.StructBytes;

/** The addresses from first to last; none where last is the lower one. */
public record AddressSpan(Address first, Address last) {
  @Override
  public String toString() {
    return first + "-" + last;
  }

  /** Writes two unions nf_inet_addr. */
  public void write(StructBytes out, int offset) {
    out.address(offset, first);
    out.address(offset + 16, last);
  }

  public static AddressSpan read(StructBytes in, int offset) {
    return new AddressSpan(in.address(offset, in.family()), in.address(offset + 16, in.family()));
  }

  /** {@code address[-address]}, in numbers only; a reversed one is warned of. */
  public static Syntax<AddressSpan> syntax() {
    return Span.SPAN;
  }

  /**
   * An address in numbers, as xtables_numeric_to_ipaddr: an IPv4 address may lack its last bytes,
   * which are then 0, and its bytes may be octal or hexadecimal. Null where the text is none.
   */
  public static @Nullable Address numeric(String text, Family family) {
    if (family == Family.IPV6) {
      return Address.parse(family, text);
    }
    String[] parts = text.split("\\.", 4);
    long value = 0;
    for (int i = 0; i < 4; i++) {
      Long part = i < parts.length ? Syntaxes.parseUnsigned(parts[i]) : Long.valueOf(0);
      if (part == null || Long.compareUnsigned(part, 255) > 0) {
        return null;
      }
      value = value << 8 | part;
    }
    return Address.ipv4(value);
  }

  private enum Span implements Syntax<AddressSpan> {
    SPAN;

    @Override
    public AddressSpan parse(String text, String owner, String option, RuleContext context) {
      int dash = text.indexOf('-');
      Address first = number(dash < 0 ? text : text.substring(0, dash), owner, option, context);
      if (dash < 0) {
        return new AddressSpan(first, first);
      }
      Address last = number(text.substring(dash + 1), owner, option, context);
      if (first.compareTo(last) > 0) {
        context.warn("xt_iprange: range " + text + " is reversed and will never match");
      }
      return new AddressSpan(first, last);
    }

    private static Address number(String text, String owner, String option, RuleContext context) {
      Address address = numeric(text, context.family());
      if (address == null) {
        throw Rejected.badValue(owner, option, text);
      }
      return address;
    }

    @Override
    public String placeholder() {
      return "ip[-ip]";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "1.2.3.4",
              "1.2.3.4-1.2.3.9",
              "0.0.0.0-255.255.255.255",
              "9.9.9.9-1.1.1.1",
              "1.2.3",
              "10",
              "0x0a.010.1",
              "5.5.5.5-5.5.5.5",
              " 1.2.3.4",
              "::1-::5",
              "::",
              "2001:db8::-2001:db8::ffff",
              "::9-::1",
              "::ffff:1.2.3.4"),
          List.of(
              "",
              "-",
              "1.2.3.4-",
              "-1.2.3.4",
              "1.2.3.4-1.2.3.4-5",
              "1.2.3.4-x",
              "1.2.3.4/24",
              "localhost",
              "256.1.1.1",
              "1.2.3.4.5",
              "::1-1.2.3.4",
              "1.2.3.4-::1",
              ":::",
              "::1 "));
    }
  }
}
