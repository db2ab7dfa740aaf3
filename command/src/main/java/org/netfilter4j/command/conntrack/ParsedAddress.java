package org.netfilter4j.command.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.option.InetAton;
import org.netfilter4j.xt.option.Strtoul;

/**
 * An address with perhaps a prefix length.
 *
 * @param prefix or one of the constants
 */
record ParsedAddress(Address address, int prefix) {
  static final int NO_PREFIX = -1;
  static final int BAD_PREFIX = -2;

  /** What the C tool's buffer holds. */
  private static final int LONGEST = 45;

  /** Null where the text before the slash is no address. */
  static @Nullable ParsedAddress parse(String text) {
    String kept = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    int slash = kept.indexOf('/');
    Address address = address(slash < 0 ? kept : kept.substring(0, slash));
    if (address == null) {
      return null;
    }
    if (slash < 0) {
      return new ParsedAddress(address, NO_PREFIX);
    }
    int prefix = prefix(kept, slash + 1);
    return new ParsedAddress(address, prefix > address.family().bits() ? BAD_PREFIX : prefix);
  }

  private static @Nullable Address address(String text) {
    // inet_aton takes an address from which a blank parts what follows.
    int end = 0;
    while (end < text.length() && !Strtoul.isSpace(text.charAt(end))) {
      end++;
    }
    Address address = end == 0 ? null : InetAton.parse(text.substring(0, end));
    return address != null ? address : Address.parse(Family.IPV6, text);
  }

  /** The digits up to the end; none are 0, as strtol(3) has it. */
  private static int prefix(String text, int from) {
    int at = from;
    while (at < text.length() && Strtoul.isSpace(text.charAt(at))) {
      at++;
    }
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    int digits = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at < text.length() || at == digits && digits > from) {
      return BAD_PREFIX;
    }
    int prefix = (int) LeadingLong.decimal(text, from, at);
    return prefix < 0 ? BAD_PREFIX : prefix;
  }

  /** Whether fewer than all bits count. */
  boolean masks() {
    return prefix >= 0 && prefix < address.family().bits();
  }

  Address mask() {
    return Address.mask(address.family(), prefix);
  }
}
