package org.netfilter4j.model;

import org.jspecify.annotations.Nullable;

/** Addresses as text, as inet_pton(3) reads and inet_ntop(3) writes them. */
final class AddressText {
  private AddressText() {}

  static @Nullable Address parseIpv4(String text) {
    long value = parseQuad(text, 0);
    return value < 0 ? null : Address.ipv4(value);
  }

  /** Four decimal numbers with no leading zeroes; -1 if the text is anything else. */
  private static long parseQuad(String text, int start) {
    long value = 0;
    int parts = 0;
    int at = start;
    while (parts < 4) {
      int digits = 0;
      int part = 0;
      while (at < text.length() && isDigit(text.charAt(at))) {
        if (digits > 0 && part == 0) {
          return -1;
        }
        part = part * 10 + (text.charAt(at) - '0');
        if (part > 255) {
          return -1;
        }
        digits++;
        at++;
      }
      if (digits == 0) {
        return -1;
      }
      value = value << 8 | part;
      parts++;
      if (parts < 4) {
        if (at >= text.length() || text.charAt(at) != '.') {
          return -1;
        }
        at++;
      }
    }
    return at == text.length() ? value : -1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static @Nullable Address parseIpv6(String text) {
    int[] groups = new int[8];
    int count = 0;
    int gap = -1;
    int at = 0;
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    } else if (text.startsWith(":")) {
      return null;
    }
    while (at < text.length()) {
      if (count == 8) {
        return null;
      }
      int end = at;
      while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0 && end - at < 5) {
        end++;
      }
      if (end < text.length() && text.charAt(end) == '.') {
        long quad = parseQuad(text, at);
        if (quad < 0 || count > 6) {
          return null;
        }
        groups[count++] = (int) (quad >>> 16);
        groups[count++] = (int) (quad & 0xffff);
        at = text.length();
        break;
      }
      if (end == at || end - at > 4) {
        return null;
      }
      groups[count++] = Integer.parseInt(text, at, end, 16);
      at = end;
      if (at == text.length()) {
        break;
      }
      if (text.charAt(at) != ':') {
        return null;
      }
      at++;
      if (at < text.length() && text.charAt(at) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = count;
        at++;
      } else if (at == text.length()) {
        return null;
      }
    }
    if (gap < 0 ? count != 8 : count > 7) {
      return null;
    }
    int[] full = new int[8];
    int head = gap < 0 ? 8 : gap;
    System.arraycopy(groups, 0, full, 0, head);
    if (gap >= 0) {
      int tail = count - gap;
      System.arraycopy(groups, gap, full, 8 - tail, tail);
    }
    return Address.ipv6(half(full, 0), half(full, 4));
  }

  private static long half(int[] groups, int from) {
    return (long) groups[from] << 48
        | (long) groups[from + 1] << 32
        | (long) groups[from + 2] << 16
        | groups[from + 3];
  }

  static String ipv4(long value) {
    return (value >>> 24 & 0xff)
        + "."
        + (value >>> 16 & 0xff)
        + "."
        + (value >>> 8 & 0xff)
        + "."
        + (value & 0xff);
  }

  static String ipv6(long high, long low) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (int) ((i < 4 ? high >>> (48 - 16 * i) : low >>> (112 - 16 * i)) & 0xffff);
    }
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && groups[i + length] == 0) {
        length++;
      }
      if (length > bestLength) {
        bestStart = i;
        bestLength = length;
      }
      i += length;
    }
    boolean mapped = high == 0 && (low >>> 32 == 0xffff || (low >>> 32 == 0 && low >>> 16 != 0));
    if (mapped) {
      return (low >>> 32 == 0xffff ? "::ffff:" : "::") + ipv4(low & 0xffff_ffffL);
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        out.append("::");
        i += bestLength - 1;
        continue;
      }
      if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
        out.append(':');
      }
      out.append(Integer.toHexString(groups[i]));
    }
    return out.toString();
  }
}
