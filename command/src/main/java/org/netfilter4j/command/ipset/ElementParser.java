package org.netfilter4j.command.ipset;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.option.InetAton;
import org.netfilter4j.xt.set.ElementPart;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetType;

/** Reads an element such as {@code 10.0.0.0/8,tcp:80-90}. */
final class ElementParser {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;
  static final int MAX_NAME = 31;

  private final SetType type;
  private final Family family;
  private final Names names;
  private final SetEntry entry = new SetEntry();

  private ElementParser(SetType type, Family family, Names names) {
    this.type = type;
    this.family = family;
    this.names = names;
  }

  /** Reads an element of a set of that type and family (any, for types without). */
  static SetEntry parse(String text, SetType type, Family family, Names names) {
    ElementParser parser = new ElementParser(type, family, names);
    parser.element(text);
    return parser.entry;
  }

  /**
   * Where a separator stands, or -1; at the beginning or the end of the text none of them
   * separates.
   */
  static int separator(String text, char separator) {
    int at = text.indexOf(separator);
    return at <= 0 || text.charAt(text.length() - 1) == separator ? -1 : at;
  }

  private void element(String text) {
    List<ElementPart> parts = type.parts();
    int comma = separator(text, ',');
    if (parts.getFirst() == ElementPart.SET) {
      member(text, comma);
      return;
    }
    if (parts.size() == 1) {
      if (comma >= 0) {
        throw IpsetRejected.syntax(
            "Elem separator in " + text + ", but settype " + type.name() + " supports none.");
      }
      part(parts.getFirst(), text);
      return;
    }
    if (comma < 0) {
      throw IpsetRejected.syntax("Second element is missing from " + text + ".");
    }
    String second = text.substring(comma + 1);
    if (separator(second, ',') >= 0) {
      throw IpsetRejected.syntax(
          "Two elem separators in " + text + ", but settype " + type.name() + " supports one.");
    }
    part(parts.get(0), text.substring(0, comma));
    part(parts.get(1), second);
  }

  private void part(ElementPart part, String text) {
    switch (part) {
      case IP -> {
        if (family == Family.IPV6) {
          int slash = separator(text, '/');
          if (isRange(text) || (slash >= 0 && !text.endsWith("/128"))) {
            throw IpsetRejected.syntax("plain IP address must be supplied: " + text);
          }
        }
        address(text);
      }
      case NET -> {
        if (family == Family.IPV6 && isRange(text)) {
          throw IpsetRejected.syntax("IP address or IP/cidr must be specified: " + text);
        }
        address(text);
      }
      case PROTO_PORT -> protocolAndPort(text);
      case PORT -> {
        protocolAndPort(text);
        if (entry.protocol != TCP && entry.protocol != UDP) {
          throw IpsetRejected.syntax("Only protocols TCP and UDP are valid");
        }
        entry.protocol = -1;
      }
      case SET -> member(text, -1);
    }
  }

  // Sets.

  private void member(String text, int comma) {
    if (comma < 0) {
      entry.name = name(text);
      return;
    }
    String rest = text.substring(comma + 1);
    int second = separator(rest, ',');
    String place = second < 0 ? "" : rest.substring(0, second);
    if (!place.equals("before") && !place.equals("after")) {
      throw IpsetRejected.other("you must specify elements as setname,[before|after],setname");
    }
    entry.name = name(text.substring(0, comma));
    entry.reference = name(rest.substring(second + 1));
    entry.place = place.equals("before") ? SetEntry.Place.BEFORE : SetEntry.Place.AFTER;
  }

  /** The name of a set, of at most 31 characters. */
  static String name(String text) {
    if (text.length() > MAX_NAME) {
      throw IpsetRejected.syntax(
          "setname '" + text + "' is longer than " + MAX_NAME + " characters");
    }
    return text;
  }

  // Addresses. What stands in brackets may have hyphens in it.

  private static boolean isRange(String text) {
    int close = text.startsWith("[") ? text.indexOf(']') : 0;
    return close >= 0 && separator(text.substring(close), '-') >= 0;
  }

  private void address(String text) {
    int slash = separator(text, '/');
    if (slash >= 0) {
      entry.cidr = (int) Numbers.parse(text.substring(slash + 1), 255);
      if (entry.cidr > family.bits()) {
        throw IpsetRejected.syntax(
            "'" + text.substring(slash + 1) + "' is out of range 0-" + family.bits());
      }
      entry.ip = resolve(text.substring(0, slash));
      return;
    }
    int hyphen = range(text);
    if (hyphen < 0) {
      entry.ip = resolve(text);
      return;
    }
    entry.ip = resolve(text.substring(0, hyphen));
    entry.ipTo = resolve(text.substring(hyphen + 1));
  }

  /** Where the hyphen of a range stands, or -1. */
  private static int range(String text) {
    if (!text.startsWith("[")) {
      return separator(text, '-');
    }
    int close = text.indexOf(']');
    if (close < 0) {
      throw IpsetRejected.syntax("cannot find closing escape character ']' in " + text);
    }
    if (close == text.length() - 1) {
      return -1;
    }
    if (text.charAt(close + 1) != '-') {
      throw IpsetRejected.syntax(
          "range separator expected after '" + text.substring(0, close + 1) + "'");
    }
    return close + 1;
  }

  private static String unescape(String text) {
    if (!text.startsWith("[")) {
      return text;
    }
    if (!text.endsWith("]")) {
      throw IpsetRejected.syntax("cannot find closing escape character ']' in " + text);
    }
    return text.substring(1, text.length() - 1);
  }

  private Address resolve(String escaped) {
    String text = unescape(escaped);
    Address address =
        family == Family.IPV6
            ? Address.parse(Family.IPV6, text)
            : isNumeric(text) ? InetAton.parse(text) : null;
    if (address == null && isName(text)) {
      address = names.addresses(text, family).stream().findFirst().orElse(null);
    }
    if (address == null) {
      throw IpsetRejected.syntax(
          "cannot parse "
              + text
              + ": resolving to "
              + (family == Family.IPV4 ? "IPv4" : "IPv6")
              + " address failed");
    }
    return address;
  }

  /** gethostbyname(3) takes digits and dots for an address, and hexadecimal numbers for a name. */
  private static boolean isNumeric(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.');
  }

  /** Whether a text could be a host name, so that no resolver is asked for what is none. */
  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_')
        && text.chars().anyMatch(Character::isLetter)
        && !text.startsWith("0x");
  }

  // Ports.

  private void protocolAndPort(String text) {
    int colon = separator(text, ':');
    if (colon < 0) {
      entry.protocol = TCP;
      ports(text, "tcp");
      return;
    }
    String protocol = text.substring(0, colon);
    String port = text.substring(colon + 1);
    entry.protocol = protocol(protocol);
    switch (entry.protocol) {
      case TCP, UDP, 132, 136 -> ports(port, protocol);
      case ICMP -> icmp(port, Family.IPV4);
      case ICMPV6 -> icmp(port, Family.IPV6);
      default -> {
        if (!port.equals("0")) {
          throw IpsetRejected.syntax(
              "Protocol " + protocol + " can be used with pseudo port value 0 only.");
        }
        entry.port = 0;
      }
    }
  }

  private void icmp(String text, Family of) {
    if (!type.hasFamily() || family != of) {
      boolean v4 = of == Family.IPV4;
      throw IpsetRejected.syntax(
          "Protocol "
              + (v4 ? "ICMP" : "ICMPv6")
              + " can be used with family "
              + (v4 ? "inet" : "inet6")
              + " only");
    }
    entry.port = IcmpNames.parse(text, of == Family.IPV6);
  }

  private int protocol(String text) {
    OptionalInt named = names.protocol(text.equalsIgnoreCase("icmpv6") ? "ipv6-icmp" : text);
    if (named.isEmpty()) {
      named = names.protocol(text.toLowerCase(Locale.ROOT));
    }
    if (named.isPresent()) {
      return named.getAsInt();
    }
    try {
      return (int) Numbers.parse(text, 255);
    } catch (IpsetRejected e) {
      throw IpsetRejected.syntax("cannot parse '" + text + "' as a protocol");
    }
  }

  private void ports(String text, String protocol) {
    int hyphen = range(text);
    if (hyphen >= 0) {
      entry.portTo = port(text.substring(hyphen + 1), protocol);
      entry.port = port(text.substring(0, hyphen), protocol);
    } else {
      entry.port = port(text, protocol);
    }
  }

  private int port(String text, String protocol) {
    return port(text, protocol, names);
  }

  /** The number of a port, or that of a service of a protocol. */
  static int port(String text, String protocol, Names names) {
    try {
      return (int) Numbers.parse(text, 65535);
    } catch (IpsetRejected e) {
      OptionalInt service = names.port(unescape(text), protocol);
      if (service.isEmpty()) {
        throw IpsetRejected.syntax("cannot parse '" + text + "' as a " + protocol + " port");
      }
      return service.getAsInt();
    }
  }
}
