package org.netfilter4j.xt.option;

import java.util.List;
import java.util.stream.Collectors;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/**
 * Types of Mobile IPv6 messages, {@code type[:type]}: numbers from 0 to 255, or names, of which the
 * beginning in any case is enough.
 */
public enum MobilityTypes implements Syntax<Interval> {
  SYNTAX;

  /** The greatest type. */
  public static final int MAX = 0xff;

  /** A name and its short form; its place in the list is its number. */
  private record Name(String full, String abbreviation) {}

  private static final List<Name> NAMES =
      List.of(
          new Name("binding-refresh-request", "brr"),
          new Name("home-test-init", "hoti"),
          new Name("careof-test-init", "coti"),
          new Name("home-test", "hot"),
          new Name("careof-test", "cot"),
          new Name("binding-update", "bu"),
          new Name("binding-acknowledgement", "ba"),
          new Name("binding-error", "be"));

  /** All names, each with its short form. */
  public static String names() {
    return NAMES.stream()
        .map(n -> n.full + " (" + n.abbreviation + ")")
        .collect(Collectors.joining(", "));
  }

  /** As {@code -L} prints it: names where there are some and no numbers were asked for. */
  public static String text(Interval types, boolean numeric) {
    String low = name(types.low(), numeric);
    return types.low() == types.high() ? low : low + ":" + name(types.high(), numeric);
  }

  private static String name(long type, boolean numeric) {
    return type < NAMES.size() && !numeric
        ? NAMES.get((int) type).full
        : Long.toString(Math.min(type, MAX));
  }

  @Override
  public Interval parse(String text, String owner, String option, RuleContext context) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      long type = type(text);
      return new Interval(type, type);
    }
    String end = text.substring(colon + 1);
    long low = colon == 0 ? 0 : type(text.substring(0, colon));
    long high = end.isEmpty() ? MAX : type(end);
    if (low > high) {
      throw Rejected.parameter("Invalid MH type range (min > max)");
    }
    return low == 0 && high == MAX ? Interval.ALL : new Interval(low, high);
  }

  /** A name in full wins over the first that begins so. */
  private static long type(String text) {
    int first = -1;
    for (int i = 0; i < NAMES.size(); i++) {
      for (String name : List.of(NAMES.get(i).full, NAMES.get(i).abbreviation)) {
        if (name.equalsIgnoreCase(text)) {
          return i;
        }
        if (first < 0 && name.regionMatches(true, 0, text, 0, text.length())) {
          first = i;
        }
      }
    }
    if (first >= 0) {
      return first;
    }
    Long number = Syntaxes.parseUnsigned(text);
    if (number == null || Long.compareUnsigned(number, MAX) > 0) {
      throw Rejected.parameter("Invalid MH type `" + text + "'");
    }
    return number;
  }

  @Override
  public Offer offer(Family family, int word) {
    return Offer.one(NAMES.stream().map(Name::full).toList());
  }

  @Override
  public String placeholder() {
    return "type[:type]";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of(
            "0",
            "255",
            "1:3",
            "brr",
            "BU",
            "home-test",
            "home",
            "c",
            "hot:be",
            "binding-a",
            ":",
            ":5",
            "careof-test:",
            "0:255",
            "0x10:020",
            "",
            "7:7",
            "b:250"),
        List.of("256", "-1", "x", "3:1", "be:brr", "1:2:3", "1-2", "home-tests", "5 ", "1:x"));
  }
}
