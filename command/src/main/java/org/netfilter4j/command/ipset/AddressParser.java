package org.netfilter4j.command.ipset;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.option.InetAton;
import org.netfilter4j.xt.set.ElementPart;

/** Reads addresses, networks, ranges and host names; what stands in brackets may have hyphens. */
final class AddressParser {
  private final Family family;
  private final Names names;
  private final Consumer<String> warnings;

  AddressParser(Family family, Names names, Consumer<String> warnings) {
    this.family = family;
    this.names = names;
    this.warnings = warnings;
  }

  /** An address, the end of a range from it or null, and a prefix length or -1. */
  record Range(Address first, @Nullable Address last, int cidr) {}

  /** Reads what a part of that kind may be. */
  Range parse(ElementPart part, String text) {
    boolean single =
        part == ElementPart.SINGLE_IP || (part == ElementPart.IP && family == Family.IPV6);
    if (single && (isRange(text) || isShort(text))) {
      throw IpsetRejected.syntax("plain IP address must be supplied: " + text);
    }
    if (part == ElementPart.NET && family == Family.IPV6 && isRange(text)) {
      throw IpsetRejected.syntax("IP address or IP/cidr must be specified: " + text);
    }
    return parse(text);
  }

  /** Reads {@code a/p} or {@code a-b}. */
  Range networkOrRange(String text) {
    if (!isRange(text) && separator(text, '/') < 0) {
      throw IpsetRejected.syntax("IP/cidr or IP-IP range must be specified: " + text);
    }
    return parse(text);
  }

  /** Reads {@code a/p}. */
  Range network(String text) {
    if (isRange(text) || separator(text, '/') < 0) {
      throw IpsetRejected.syntax("IP/netblock must be supplied: " + text);
    }
    return parse(text);
  }

  /** Whether a prefix length is given that is not that of one host. */
  private boolean isShort(String text) {
    int slash = separator(text, '/');
    return slash >= 0 && !text.substring(slash).equals("/" + family.bits());
  }

  /**
   * Where a separator stands, or -1; at the beginning or the end of the text none of them
   * separates.
   */
  static int separator(String text, char separator) {
    int at = text.indexOf(separator);
    return at <= 0 || text.charAt(text.length() - 1) == separator ? -1 : at;
  }

  private static boolean isRange(String text) {
    int close = text.startsWith("[") ? text.indexOf(']') : 0;
    return close >= 0 && separator(text.substring(close), '-') >= 0;
  }

  private Range parse(String text) {
    int slash = separator(text, '/');
    if (slash >= 0) {
      String length = text.substring(slash + 1);
      int cidr = (int) Numbers.parse(length, 255);
      if (cidr > family.bits()) {
        throw IpsetRejected.syntax("'" + length + "' is out of range 0-" + family.bits());
      }
      return new Range(resolve(text.substring(0, slash)), null, cidr);
    }
    int hyphen = range(text);
    if (hyphen < 0) {
      return new Range(resolve(text), null, -1);
    }
    Address first = resolve(text.substring(0, hyphen));
    return new Range(first, resolve(text.substring(hyphen + 1)), -1);
  }

  /** Where the hyphen of a range stands, or -1. */
  static int range(String text) {
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

  /** What stands in brackets, or all where there are none. */
  static String unescape(String text) {
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
      List<Address> found = names.addresses(text, family);
      if (found.size() > 1) {
        warnings.accept(
            text
                + " resolves to multiple addresses: "
                + "using only the first one returned by the resolver.");
      }
      address = found.stream().findFirst().orElse(null);
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
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.') {
        return false;
      }
    }
    return true;
  }

  /** Whether a text could be a host name, so that no resolver is asked for what is none. */
  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_')
        && text.chars().anyMatch(Character::isLetter)
        && !text.startsWith("0x");
  }
}
