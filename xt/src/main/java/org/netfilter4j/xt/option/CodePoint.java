package org.netfilter4j.xt.option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** Differentiated services code points (RFC 2474), 0 to 63: the upper six bits of the TOS byte. */
public final class CodePoint {
  private static final Map<String, Integer> CLASSES = classes();

  private CodePoint() {}

  private static Map<String, Integer> classes() {
    Map<String, Integer> classes = new LinkedHashMap<>();
    for (int selector = 0; selector < 8; selector++) {
      classes.put("CS" + selector, selector << 3);
    }
    classes.put("BE", 0);
    for (int assured = 1; assured <= 4; assured++) {
      for (int drop = 1; drop <= 3; drop++) {
        classes.put("AF" + assured + drop, assured << 3 | drop << 1);
      }
    }
    classes.put("EF", 0x2e);
    return classes;
  }

  /** As listings print it: 0x0a. */
  public static String text(int point) {
    return String.format(Locale.ROOT, "0x%02x", point);
  }

  /** A code point as a number. */
  public static Option<Integer> number(String name, String other) {
    return Option.of(name, Syntaxes.integer(0, 63)).exclude(other).help("the code point, 0 to 63");
  }

  /** A code point by the name of its class. */
  public static Option<Integer> named(String name, String other) {
    return Option.of(name, ByClass.NAME)
        .exclude(other)
        .help("BE, EF, one of AF11 to AF43, or one of CS0 to CS7");
  }

  /** The code point of that of the two options that was given. */
  public static int of(Args args, Option<Integer> number, Option<Integer> named, String complaint) {
    Integer point = args.get(args.has(number) ? number : named);
    if (point == null) {
      throw Rejected.parameter(complaint);
    }
    return point;
  }

  /** In any case; what follows a name is not looked at. */
  private enum ByClass implements Syntax<Integer> {
    NAME;

    @Override
    public Integer parse(String text, String owner, String option, RuleContext context) {
      Set<Map.Entry<String, Integer>> all = CLASSES.entrySet();
      for (Map.Entry<String, Integer> known : all) {
        if (text.regionMatches(true, 0, known.getKey(), 0, known.getKey().length())) {
          return known.getValue();
        }
      }
      throw Rejected.parameter("Invalid DSCP value `" + text + "'");
    }

    @Override
    public Offer offer(Family family, int word) {
      return Offer.one(List.copyOf(CLASSES.keySet()));
    }

    @Override
    public String placeholder() {
      return "class";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of("CS0", "cs7", "BE", "be", "EF", "AF11", "af23", "AF43", "eF", "AF310", "BEST"),
          List.of("", "CS", "CS8", "AF", "AF14", "AF50", " EF", "E", "0x2e", "10"));
    }
  }
}
