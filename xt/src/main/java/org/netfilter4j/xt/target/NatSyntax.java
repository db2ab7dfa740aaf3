package org.netfilter4j.xt.target;

import java.util.List;
import java.util.OptionalInt;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.option.LeadingNumber;
import org.netfilter4j.xt.option.Syntax;

/** The arguments of the nat targets, read as libxt_NAT.c reads them. */
enum NatSyntax implements Syntax<NatRange> {
  /** {@code [address[-address]][:port[-port[/base]]]}, IPv6 addresses with ports in brackets. */
  ADDRESSES("[ipaddr[-ipaddr]][:port[-port[/port]]]") {
    @Override
    public NatRange parse(String text, String owner, String option, RuleContext context) {
      int open = text.indexOf('[');
      int start = 0;
      int end = text.length();
      int colon;
      if (open < 0) {
        colon = text.indexOf(':');
        // Two colons are an IPv6 address, one is before a port.
        colon = colon >= 0 && text.indexOf(':', colon + 1) >= 0 ? -1 : colon;
        end = colon >= 0 ? colon : end;
      } else {
        start = open + 1;
        end = text.indexOf(']', start);
        if (end < 0 || context.family() == Family.IPV4) {
          throw Rejected.parameter("Invalid address format");
        }
        colon = text.indexOf(':', end + 1);
      }
      NatRange range = NatRange.NONE;
      if (colon >= 0) {
        range = ports(text.substring(colon + 1), context);
        // ":80" and "[]:80" have no address; that "ab:80" has none either is the C tool's.
        if (colon == 0 || colon == 2) {
          return range;
        }
      }
      String addresses = text.substring(start, end);
      int dash = addresses.indexOf('-');
      Address first = address(dash < 0 ? addresses : addresses.substring(0, dash), context);
      Address last = dash < 0 ? first : address(addresses.substring(dash + 1), context);
      return range.withAddresses(first, last);
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "10.1.2.3",
              "10.1.2.3-10.1.2.9",
              "10.1.2.3:80",
              "10.1.2.3-10.1.2.9:1000-2000",
              "10.1.2.3:1000-2000/3000",
              ":8080",
              ":0-65535",
              "0.0.0.0",
              "10.1.2.9-10.1.2.3",
              "10.1.2.3:http",
              "10.1.2.3:0x50-0120",
              "2001:db8::1",
              "2001:db8::1-2001:db8::9",
              "[2001:db8::1]:80",
              "[2001:db8::1-2001:db8::9]:1000-2000",
              "[]:80"),
          List.of(
              "",
              "10.1.2",
              "10.1.2.3-",
              "10.1.2.3:",
              "10.1.2.3:x",
              "10.1.2.3:70000",
              "10.1.2.3:90-80",
              "10.1.2.3:80:81",
              "10.1.2.3:80x",
              "10.1.2.3:80-90x",
              "10.1.2.3:80-90/0",
              "[10.1.2.3]:80",
              "[2001:db8::1",
              "2001:db8::1::2"));
    }
  },
  /** {@code port[-port[/base]]}. */
  PORTS("port[-port]") {
    @Override
    public NatRange parse(String text, String owner, String option, RuleContext context) {
      return ports(text, context);
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of("0", "53", "1000-2000", "65535", "http", "0x35", "5-5", "010-20"),
          List.of("", "x", "65536", "9-8", "1:2", "1-", "-1", "1-2-3", "1-http", "80 "));
    }
  };

  private static final List<Integer> WITH_PORTS = List.of(1, 6, 17, 33, 132);
  private static final int LAST_PORT = 0xffff;
  private final String placeholder;

  NatSyntax(String placeholder) {
    this.placeholder = placeholder;
  }

  @Override
  public String placeholder() {
    return placeholder;
  }

  private static Address address(String text, RuleContext context) {
    Address address = Address.parse(context.family(), text);
    if (address == null) {
      throw Rejected.parameter("Bad IP address \"" + text + "\"");
    }
    return address;
  }

  private static NatRange ports(String text, RuleContext context) {
    if (!WITH_PORTS.contains(context.protocol())) {
      throw Rejected.parameter("Need TCP, UDP, SCTP or DCCP with port specification");
    }
    LeadingNumber first = LeadingNumber.of(text, 0, LAST_PORT);
    if (first == null) {
      int port = service(text, context);
      return of(port, port, -1);
    }
    String rest = text.substring(first.end());
    if (rest.isEmpty()) {
      return of((int) first.value(), (int) first.value(), -1);
    }
    if (rest.charAt(0) == ':') {
      throw Rejected.parameter("Invalid port:port syntax - use dash");
    }
    if (rest.charAt(0) != '-') {
      throw Rejected.parameter("Garbage after port value: `" + rest + "'");
    }
    return range((int) first.value(), rest.substring(1), context);
  }

  private static NatRange range(int first, String text, RuleContext context) {
    LeadingNumber last = LeadingNumber.of(text, 0, LAST_PORT);
    if (last == null) {
      throw notValid(text);
    }
    if (last.value() < first) {
      throw Rejected.parameter("Port range `" + text + "' funky");
    }
    String rest = text.substring(last.end());
    if (rest.isEmpty()) {
      return of(first, (int) last.value(), -1);
    }
    if (rest.charAt(0) != '/') {
      throw Rejected.parameter("Garbage after port range: `" + rest + "'");
    }
    LeadingNumber base = LeadingNumber.of(rest.substring(1), 1, LAST_PORT);
    return of(
        first,
        (int) last.value(),
        base == null ? service(rest.substring(1), context) : (int) base.value());
  }

  private static int service(String name, RuleContext context) {
    OptionalInt port = context.names().port(name, null);
    if (port.isEmpty()) {
      throw notValid(name);
    }
    return port.getAsInt();
  }

  private static Rejected notValid(String port) {
    return Rejected.parameter("Port `" + port + "' not valid");
  }

  private static NatRange of(int first, int last, int base) {
    return new NatRange(null, null, true, first, last, base, false, false, false);
  }
}
