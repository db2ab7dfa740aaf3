package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;

/**
 * The operand of {@code -s} and {@code -d} (xtables_ipparse_multiple, xtables_ip6parse_multiple).
 */
final class AddressList {
  private static final int MAX_HOST = 255;

  private static final List<MaskedAddress> ANY_V4 = List.of(MaskedAddress.any(Family.IPV4));
  private static final List<MaskedAddress> ANY_V6 = List.of(MaskedAddress.any(Family.IPV6));

  private AddressList() {}

  /** What is meant where no operand is given. */
  static List<MaskedAddress> any(Family family) {
    return family == Family.IPV4 ? ANY_V4 : ANY_V6;
  }

  static List<MaskedAddress> parse(String text, Family family, Names names) {
    MaskedAddress usual = family == Family.IPV4 ? usual(text) : null;
    if (usual != null) {
      return List.of(usual);
    }
    List<MaskedAddress> all = new ArrayList<>();
    int start = 0;
    while (true) {
      while (start < text.length() && Numbers.isSpace(text.charAt(start))) {
        start++;
      }
      int comma = text.indexOf(',', start);
      String item = comma < 0 ? text.substring(start) : text.substring(start, comma);
      if (item.length() > MAX_HOST) {
        throw Rejected.parameter("Hostname too long");
      }
      item(item, family, names, all);
      if (comma < 0) {
        return all;
      }
      start = comma + 1;
    }
  }

  private static void item(String item, Family family, Names names, List<MaskedAddress> to) {
    int slash = item.lastIndexOf('/');
    Address mask =
        slash < 0 ? Address.mask(family, family.bits()) : mask(item.substring(slash + 1), family);
    if (mask.isAny()) {
      to.add(MaskedAddress.any(family));
      return;
    }
    String host = slash < 0 ? item : item.substring(0, slash);
    Address address = family == Family.IPV4 ? quad(host, false) : Address.parse(Family.IPV6, host);
    if (address == null && family == Family.IPV4) {
      address = names.network(host);
    }
    if (address != null) {
      to.add(new MaskedAddress(address, mask));
      return;
    }
    List<Address> found = names.addresses(host, family);
    if (found.isEmpty()) {
      throw Rejected.parameter("host/network `" + host + "' not found");
    }
    for (Address each : found) {
      to.add(new MaskedAddress(each, mask));
    }
  }

  private static Address mask(String text, Family family) {
    Address mask = family == Family.IPV4 ? quad(text, true) : Address.parse(Family.IPV6, text);
    if (mask != null) {
      return mask;
    }
    long bits = Numbers.parse(text, 0, family.bits());
    if (bits < 0) {
      throw Rejected.parameter("invalid mask `" + text + "' specified");
    }
    return Address.mask(family, (int) bits);
  }

  /**
   * Four numbers as inet_aton's cousin in libxtables reads them: decimal, octal or hexadecimal; the
   * missing ones at the end are zero, except in a mask, which has all four.
   */
  private static @Nullable Address quad(String text, boolean mask) {
    long usual = usualQuad(text, text.length());
    if (usual >= 0) {
      return Address.ipv4(usual);
    }
    // The C tool keeps the first 19 characters.
    String dotted = text.length() > 19 ? text.substring(0, 19) : text;
    long value = 0;
    int start = 0;
    for (int i = 0; i < 4; i++) {
      int dot = i < 3 ? dotted.indexOf('.', start) : -1;
      if (dot < 0 && i < 3 && mask) {
        return null;
      }
      long part =
          Numbers.parse(dot < 0 ? dotted.substring(start) : dotted.substring(start, dot), 0, 255);
      if (part < 0) {
        return null;
      }
      value |= part << (24 - 8 * i);
      if (dot < 0) {
        return Address.ipv4(value);
      }
      start = dot + 1;
    }
    return Address.ipv4(value);
  }

  /** An address, or one with a length, as it is mostly written; null where it is anything else. */
  private static @Nullable MaskedAddress usual(String text) {
    int slash = text.indexOf('/');
    long address = usualQuad(text, slash < 0 ? text.length() : slash);
    if (address < 0) {
      return null;
    }
    if (slash < 0) {
      return MaskedAddress.of(Address.ipv4(address));
    }
    int length = usualLength(text, slash + 1);
    if (length < 0) {
      return null;
    }
    Address mask = Address.mask(Family.IPV4, length);
    return length == 0
        ? MaskedAddress.any(Family.IPV4)
        : new MaskedAddress(Address.ipv4(address & mask.low()), mask);
  }

  /** A length in decimal that the text ends with; -1 where it is anything else. */
  private static int usualLength(String text, int from) {
    int digits = text.length() - from;
    int first = digits == 1 || digits == 2 ? text.charAt(from) - '0' : -1;
    int second = digits == 2 ? text.charAt(from + 1) - '0' : 0;
    if (first < 0 || first > 9 || second < 0 || second > 9) {
      return -1;
    }
    if (digits == 1) {
      return first;
    }
    int length = 10 * first + second;
    // A zero at the beginning makes it octal.
    return first > 0 && length <= Family.IPV4.bits() ? length : -1;
  }

  /** Four decimal numbers as they are mostly written; -1 where it is anything else. */
  private static long usualQuad(String text, int length) {
    long value = 0;
    int part = 0;
    int digits = 0;
    int dots = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9' && digits < 3 && (digits == 0 || part > 0)) {
        part = part * 10 + c - '0';
        digits++;
      } else if (c == '.' && digits > 0 && dots < 3 && part < 256) {
        value = value << 8 | part;
        part = 0;
        digits = 0;
        dots++;
      } else {
        return -1;
      }
    }
    return dots == 3 && digits > 0 && part < 256 ? value << 8 | part : -1;
  }
}
