package org.netfilter4j.xt.option;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** A value of the TOS byte and which of its bits count, both 0 to 255. */
public record TosMask(int value, int mask) {
  /** The mask of a name, and so the only one with which a value is printed by name. */
  private static final int NAMED = 0x3f;

  private static final List<Name> NAMES =
      List.of(
          new Name("Minimize-Delay", 0x10),
          new Name("Maximize-Throughput", 0x08),
          new Name("Maximize-Reliability", 0x04),
          new Name("Minimize-Cost", 0x02),
          new Name("Normal-Service", 0x00));

  private record Name(String text, int value) {}

  /** The name of RFC 1349 that stands for it, or null. */
  public @Nullable String symbol() {
    for (Name name : NAMES) {
      if (mask == NAMED && name.value == value) {
        return name.text;
      }
    }
    return null;
  }

  /** In numbers: 0x10/0x3f. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "0x%02x/0x%02x", value, mask);
  }

  /** {@code value[/mask]}, where the mask is 0xff if not given, or a name in any case. */
  public static Syntax<TosMask> syntax() {
    return Tos.TOS;
  }

  /** What {@link #syntax} takes, for help texts. */
  public static String help() {
    StringBuilder text = new StringBuilder("value[/mask], or one of these names:");
    for (Name name : NAMES) {
      text.append(String.format(Locale.ROOT, "%n      %-22s0x%02x", name.text, name.value));
    }
    return text.toString();
  }

  private enum Tos implements Syntax<TosMask> {
    TOS;

    @Override
    public TosMask parse(String text, String owner, String option, RuleContext context) {
      LeadingNumber value = LeadingNumber.of(text, 0, 0xff);
      if (value == null) {
        return named(text);
      }
      long mask = 0xff;
      int end = value.end();
      if (text.startsWith("/", end)) {
        Long given = Syntaxes.parseUnsigned(text.substring(end + 1));
        mask = given == null ? Long.MAX_VALUE : given;
        end = text.length();
      }
      if (end < text.length() || Long.compareUnsigned(mask, 0xff) > 0) {
        throw Rejected.parameter("Illegal value: \"" + text + "\"");
      }
      return new TosMask((int) value.value(), (int) mask);
    }

    private static TosMask named(String text) {
      for (Name name : NAMES) {
        if (name.text.equalsIgnoreCase(text)) {
          return new TosMask(name.value, NAMED);
        }
      }
      throw Rejected.parameter("Symbolic name \"" + text + "\" is unknown");
    }

    @Override
    public Offer offer(Family family, int word) {
      return Offer.one(NAMES.stream().map(Name::text).toList());
    }

    @Override
    public String placeholder() {
      return "tos";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "0",
              "0xff",
              "16",
              "0x10/0x3f",
              "010/017",
              "255/0",
              "1/255",
              "Minimize-Delay",
              "maximize-throughput",
              "MINIMIZE-COST",
              "Maximize-Reliability",
              "Normal-Service",
              "0x08/0x3F",
              "0/0",
              "0x2/0xfc"),
          List.of(
              "",
              "256",
              "0x100/0xff",
              "1/256",
              "1/",
              "1/x",
              "/1",
              "1/2/3",
              "1x",
              "-1",
              "1/-1",
              "Minimize",
              "Minimize-Delay/0x3f",
              "1 "));
    }
  }
}
