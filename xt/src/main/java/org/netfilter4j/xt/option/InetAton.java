package org.netfilter4j.xt.option;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;

/** IPv4 addresses as inet_aton(3) reads them. */
public final class InetAton {
  private InetAton() {}

  /**
   * One to four numbers with dots between them, decimal, octal (0…) or hexadecimal (0x…), the last
   * of which fills all bytes that are left: 10.1 is 10.0.0.1. Null where the text is none.
   */
  public static @Nullable Address parse(String text) {
    Address plain = Address.parse(Family.IPV4, text);
    if (plain != null) {
      return plain;
    }
    String[] parts = text.split("\\.", -1);
    if (parts.length > 4) {
      return null;
    }
    long value = 0;
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].isEmpty() || Character.digit(parts[i].charAt(0), 10) < 0) {
        return null;
      }
      Long part = Syntaxes.parseUnsigned(parts[i]);
      int bits = i < parts.length - 1 ? 8 : 32 - 8 * i;
      if (part == null || part >>> bits != 0) {
        return null;
      }
      value = value << bits | part;
    }
    return Address.ipv4(value);
  }
}
