package org.netfilter4j.xt.option;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/**
 * Ports as arguments. The C tool reads them in two ways that differ at the edges: older extensions
 * with xtables_parse_port, those with an option table with getaddrinfo(3).
 */
public final class Ports {
  private Ports() {}

  /**
   * One port, as xtables_parse_port: decimal, octal or hexadecimal, or a service.
   *
   * @param protocol whose services count; null for any
   */
  public static int parse(String text, @Nullable String protocol, Names names) {
    Long number = Syntaxes.parseUnsigned(text);
    if (number != null && Long.compareUnsigned(number, 0xffff) <= 0) {
      return number.intValue();
    }
    return names
        .port(text, protocol)
        .orElseThrow(() -> Rejected.parameter("invalid port/service `" + text + "' specified"));
  }

  /** {@code port[:port]} of one protocol, where either end may be left out. */
  public static Syntax<PortRange> range(String protocol) {
    return new Range(protocol);
  }

  private record Range(String protocol) implements Syntax<PortRange> {
    @Override
    public PortRange parse(String text, String owner, String option, RuleContext context) {
      int colon = text.indexOf(':');
      if (colon < 0) {
        int port = Ports.parse(text, protocol, context.names());
        return new PortRange(port, port);
      }
      int low = colon == 0 ? 0 : Ports.parse(text.substring(0, colon), protocol, context.names());
      String end = text.substring(colon + 1);
      int high = end.isEmpty() ? 0xffff : Ports.parse(end, protocol, context.names());
      if (low > high) {
        throw Rejected.parameter("invalid portrange (min > max)");
      }
      return new PortRange(low, high);
    }

    @Override
    public Offer offer(Family family, int word) {
      return Offer.SERVICE;
    }

    @Override
    public String placeholder() {
      return "port[:port]";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "80",
              "0",
              "65535",
              "http",
              "ssh:http",
              "1:2",
              ":80",
              "1024:",
              ":",
              "0:65535",
              "0x50",
              "0120",
              " 80",
              "+7",
              "53:53"),
          List.of(
              "",
              "65536",
              "-1",
              "nosuchservice",
              "80:79",
              "1:2:3",
              "::",
              "80 ",
              "1-2",
              "0x10000",
              "70000:80000"));
    }
  }

  /** One port as getaddrinfo(3) resolves it: decimal, counted modulo 65536, or a service. */
  public static int resolve(String text, Names names) {
    OptionalInt number = Resolved.number(text);
    if (number.isPresent()) {
      return number.getAsInt() & 0xffff;
    }
    return names
        .port(text, null)
        .orElseThrow(
            () -> Rejected.parameter("Port \"" + text + "\" does not resolve to anything.\n"));
  }

  /** {@code port[:port]} as XTTYPE_PORTRC: numbers are decimal, and counted modulo 65536. */
  public static Syntax<PortRange> resolved() {
    return Resolved.RESOLVED;
  }

  private enum Resolved implements Syntax<PortRange> {
    RESOLVED;

    @Override
    public PortRange parse(String text, String owner, String option, RuleContext context) {
      String[] parts = text.split(":", -1);
      if (parts.length > 2) {
        throw Rejected.parameter(
            owner + ": Too many components for option \"--" + option + "\" (max: 2)\n");
      }
      int low = parts[0].isEmpty() ? 0 : resolve(parts[0], context.names());
      if (parts.length == 1) {
        return new PortRange(low, low);
      }
      return new PortRange(low, parts[1].isEmpty() ? 0xffff : resolve(parts[1], context.names()));
    }

    /** What getaddrinfo(3) takes for a number: strtoul with base 10, cut to an int that is >= 0. */
    private static OptionalInt number(String text) {
      String digits = text.stripLeading();
      boolean negative = digits.startsWith("-");
      if (negative || digits.startsWith("+")) {
        digits = digits.substring(1);
      }
      if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return OptionalInt.empty();
      }
      long value;
      try {
        value = Long.parseUnsignedLong(digits);
      } catch (NumberFormatException e) {
        return OptionalInt.empty();
      }
      int cut = (int) (negative ? -value : value);
      return cut < 0 ? OptionalInt.empty() : OptionalInt.of(cut);
    }

    @Override
    public Offer offer(Family family, int word) {
      return Offer.SERVICE;
    }

    @Override
    public String placeholder() {
      return "port[:port]";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "80",
              "0",
              "65535",
              "domain",
              "ssh:http",
              "1:2",
              ":80",
              "1024:",
              ":",
              "0:65535",
              "0120",
              " 80",
              "+7",
              "53:53",
              "80:79",
              "65536",
              "131071",
              "",
              "4294967296"),
          List.of(
              "-1",
              "nosuchservice",
              "1:2:3",
              "::",
              "80 ",
              "1-2",
              "0x50",
              "2147483648",
              "99999999999999999999999"));
    }
  }
}
