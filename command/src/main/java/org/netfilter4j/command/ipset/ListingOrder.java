package org.netfilter4j.command.ipset;

import java.util.ArrayList;
import java.util.List;

/**
 * The order of {@code -sorted}: elements compared number by number, shorter networks after longer
 * ones. The tool's comparison is no consistent order for all texts, so that what comes out depends
 * on how it is sorted too: here as there, by merging runs of a power of two.
 */
final class ListingOrder {
  private ListingOrder() {}

  /** A printed element, and where in its text the element begins. */
  record Line(String text, int start) {}

  private static final class Run {
    final List<Line> lines;
    final int level;

    Run(List<Line> lines, int level) {
      this.lines = lines;
      this.level = level;
    }
  }

  /** The lines in order; {@code names} where addresses are printed as names. */
  static List<Line> sort(List<Line> lines, boolean names) {
    List<Run> runs = new ArrayList<>();
    for (Line line : lines) {
      Run run = new Run(List.of(line), 0);
      while (!runs.isEmpty() && runs.getLast().level == run.level) {
        run = new Run(merge(runs.removeLast().lines, run.lines, names), run.level + 1);
      }
      runs.add(run);
    }
    List<Line> sorted = List.of();
    while (!runs.isEmpty()) {
      sorted = merge(runs.removeLast().lines, sorted, names);
    }
    return sorted;
  }

  private static List<Line> merge(List<Line> earlier, List<Line> later, boolean names) {
    List<Line> merged = new ArrayList<>(earlier.size() + later.size());
    int a = 0;
    int b = 0;
    while (a < earlier.size() && b < later.size()) {
      Line one = earlier.get(a);
      Line other = later.get(b);
      int order =
          names
              ? one.text.compareTo(other.text)
              : compare(one.text.substring(one.start), other.text.substring(other.start));
      merged.add(order <= 0 ? earlier.get(a++) : later.get(b++));
    }
    merged.addAll(earlier.subList(a, earlier.size()));
    merged.addAll(later.subList(b, later.size()));
    return merged;
  }

  static int compare(String one, String other) {
    int a = 0;
    int b = 0;
    // Networks compare the other way round: the longer prefix comes first.
    int sign = 1;
    while (a < one.length() && b < other.length()) {
      int endA = numberEnd(one, a);
      int endB = numberEnd(other, b);
      if (endA == a || endB == b) {
        int lengthA = wordLength(one, a);
        int lengthB = wordLength(other, b);
        if (lengthA == 0 && lengthB == 0) {
          return one.substring(a).compareTo(other.substring(b));
        }
        if (lengthA != lengthB) {
          return lengthA < lengthB ? -1 : 1;
        }
        int order = one.substring(a, a + lengthA).compareTo(other.substring(b, b + lengthB));
        if (order != 0) {
          return order;
        }
        a = Math.min(a + lengthA + 1, one.length());
        b = Math.min(b + lengthB + 1, other.length());
        sign = 1;
        continue;
      }
      long difference = number(one, a, endA) - number(other, b, endB);
      if (difference != 0) {
        return (int) (sign * difference);
      }
      boolean slashA = endA < one.length() && one.charAt(endA) == '/';
      boolean slashB = endB < other.length() && other.charAt(endB) == '/';
      if (slashA != slashB) {
        return slashA ? 1 : -1;
      }
      if (slashA) {
        sign = -1;
      }
      a = endA + 1;
      b = endB + 1;
      boolean colonA = a < one.length() && one.charAt(a) == ':';
      boolean colonB = b < other.length() && other.charAt(b) == ':';
      if (colonA != colonB) {
        return colonA ? -1 : 1;
      }
      a += colonA ? 1 : 0;
      b += colonB ? 1 : 0;
    }
    return a < one.length() ? 1 : b < other.length() ? -1 : 0;
  }

  private static int wordLength(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) != ':' && text.charAt(end) != ',') {
      end++;
    }
    return end - from;
  }

  /** Where a hexadecimal number ends that begins there; {@code from} where none does. */
  private static int numberEnd(String text, int from) {
    int at = digits(text, from);
    int end = at;
    while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0) {
      end++;
    }
    return end == at ? from : end;
  }

  /** Past blanks, a sign and "0x". */
  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    boolean prefixed =
        at + 2 < text.length()
            && text.charAt(at) == '0'
            && (text.charAt(at + 1) | 0x20) == 'x'
            && Character.digit(text.charAt(at + 2), 16) >= 0;
    return prefixed ? at + 2 : at;
  }

  private static long number(String text, int from, int end) {
    int at = digits(text, from);
    boolean negative = text.substring(from, at).indexOf('-') >= 0;
    try {
      long value = Long.parseLong(text, at, end, 16);
      return negative ? -value : value;
    } catch (NumberFormatException e) {
      return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
