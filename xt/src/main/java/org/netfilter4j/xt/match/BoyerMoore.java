package org.netfilter4j.xt.match;

import java.util.Arrays;
import org.netfilter4j.packet.Packet;

/**
 * The kernel's search from right to left (lib/ts_bm.c). Where letters count in either case it skips
 * an occurrence now and then: the pattern's letters are made large, and how far a letter of the
 * packet lets it jump is known of those and of their small forms, but 0xff and 0xdf are small forms
 * that {@code tolower} leads to from no letter.
 */
final class BoyerMoore {
  private final int[] pattern;
  private final boolean ignoreCase;

  /** How far the pattern may move by the packet's byte that does not fit, from the byte on. */
  private final int[] byByte = new int[256];

  /** How far it may move by the number of bytes that did fit. */
  private final int[] byFit;

  /**
   * @param pattern at least one character, one for each byte
   */
  BoyerMoore(String pattern, boolean ignoreCase) {
    this.ignoreCase = ignoreCase;
    int length = pattern.length();
    this.pattern = pattern.chars().map(c -> ignoreCase ? upper(c) : c).toArray();
    Arrays.fill(byByte, length);
    for (int i = 0; i < length - 1; i++) {
      int c = this.pattern[i];
      byByte[c] = length - 1 - i;
      if (ignoreCase) {
        byByte[lower(c)] = length - 1 - i;
      }
    }
    byFit = new int[length];
    for (int fit = 0; fit < length; fit++) {
      byFit[fit] = fit == 0 ? 1 : move(length - fit);
    }
  }

  /** The least move that brings what fitted, from {@code start} on, to bytes that fit it again. */
  private int move(int start) {
    for (int move = 1; move < pattern.length; move++) {
      boolean same = true;
      for (int i = Math.max(start, move); i < pattern.length && same; i++) {
        same = pattern[i] == pattern[i - move];
      }
      int before = start - 1;
      if (same && (before < move || pattern[before] != pattern[before - move])) {
        return move;
      }
    }
    return pattern.length;
  }

  /** Whether the pattern is found between two offsets of a packet. */
  boolean finds(Packet packet, int from, int to) {
    int last = pattern.length - 1;
    int at = from + last;
    while (at < to) {
      int fit = 0;
      while (fit <= last && fold(packet.byteAt(at - fit)) == pattern[last - fit]) {
        fit++;
      }
      if (fit > last) {
        return true;
      }
      at = Math.max(at - fit + byByte[packet.byteAt(at - fit)], at + byFit[fit]);
    }
    return false;
  }

  private int fold(int c) {
    return ignoreCase ? upper(c) : c;
  }

  /** The kernel's toupper: Latin-1's letters too, with ß and ÿ as their places would have it. */
  static int upper(int c) {
    boolean small = c >= 'a' && c <= 'z' || c >= 0xdf && c != 0xf7;
    return small ? c - 0x20 : c;
  }

  /** The kernel's tolower. */
  private static int lower(int c) {
    boolean large = c >= 'A' && c <= 'Z' || c >= 0xc0 && c <= 0xde && c != 0xd7;
    return large ? c + 0x20 : c;
  }
}
