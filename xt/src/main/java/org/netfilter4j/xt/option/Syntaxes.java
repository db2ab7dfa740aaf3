package org.netfilter4j.xt.option;

import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.struct.StructBytes;

/** Arguments that several extensions share. Messages follow libxtables/xtoptions.c. */
public final class Syntaxes {
  private Syntaxes() {}

  /** A value and a mask, as {@code value[/mask]}; the mask is all ones where it is not given. */
  public record Masked(long value, long mask) {
    /** 0x1, or 0x1/0xff where the mask is not all of 32 ones. */
    public String text() {
      String value = "0x" + Long.toHexString(value());
      return mask == 0xffff_ffffL ? value : value + "/0x" + Long.toHexString(mask);
    }

    /** Writes value and mask, 32 bits each. */
    public void write(StructBytes out, int offset) {
      out.u32(offset, value);
      out.u32(offset + 4, mask);
    }

    public static Masked read(StructBytes in, int offset) {
      return new Masked(in.u32(offset), in.u32(offset + 4));
    }

    /** Adds {@code mark and 0xff != 0x1}, without a mask {@code mark != 0x1}. */
    public void translate(String key, boolean inverted, Translation out) {
      String value = "0x" + Long.toHexString(value());
      if (mask == 0xffff_ffffL) {
        out.test(key, inverted, value);
      } else {
        out.add(key + " and 0x" + Long.toHexString(mask) + (inverted ? " != " : " == ") + value);
      }
    }
  }

  /**
   * An unsigned number within bounds, decimal, octal (0…) or hexadecimal (0x…), as strtoul(3) with
   * base 0 reads it.
   */
  public static Syntax<Long> number(long min, long max) {
    return new NumberSyntax<>(min, max, Long::valueOf);
  }

  /** {@link #number} for what fits an int. */
  public static Syntax<Integer> integer(int min, int max) {
    return new NumberSyntax<>(min, max, value -> (int) value);
  }

  /** {@link #number} of 32 bits, unsigned, as an int. */
  public static Syntax<Integer> unsigned() {
    return new NumberSyntax<>(0, 0xffff_ffffL, value -> (int) value);
  }

  private record NumberSyntax<V>(long min, long max, LongFunction<V> as) implements Syntax<V> {
    @Override
    public V parse(String text, String owner, String option, RuleContext context) {
      Long value = parseUnsigned(text);
      if (value == null
          || Long.compareUnsigned(value, min) < 0
          || Long.compareUnsigned(value, max) > 0) {
        throw Rejected.parameter(
            owner
                + ": bad value for option \"--"
                + option
                + "\", or out of range ("
                + Long.toUnsignedString(min)
                + "-"
                + Long.toUnsignedString(max)
                + ").\n");
      }
      return as.apply(value);
    }

    @Override
    public String placeholder() {
      return "value";
    }

    @Override
    public Samples samples() {
      String top = Long.toUnsignedString(max);
      String middle = Long.toUnsignedString(min + (max - min >>> 1));
      return new Samples(
          List.of(
              Long.toUnsignedString(min),
              top,
              "0x" + Long.toHexString(max),
              "0" + Long.toOctalString(max),
              middle,
              "+" + middle,
              " " + middle,
              Long.toUnsignedString(min + 1)),
          List.of(top + "0", "", "x", "-", "1x"));
    }
  }

  /** {@code value[/mask]}, both of 32 bits. */
  public static Syntax<Masked> masked() {
    return new MaskedSyntax();
  }

  private record MaskedSyntax() implements Syntax<Masked> {
    @Override
    public Masked parse(String text, String owner, String option, RuleContext context) {
      int slash = text.indexOf('/');
      Long value = parseUnsigned(slash < 0 ? text : text.substring(0, slash));
      Long mask = slash < 0 ? Long.valueOf(0xffff_ffffL) : parseUnsigned(text.substring(slash + 1));
      if (value == null || mask == null || value >>> 32 != 0 || mask >>> 32 != 0) {
        throw Rejected.parameter(
            owner + ": bad integer value for option \"--" + option + "\", or out of range.\n");
      }
      return new Masked(value, mask);
    }

    @Override
    public String placeholder() {
      return "value[/mask]";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "0",
              "1",
              "0x10/0xff",
              "4294967295",
              "0xffffffff/0xffff",
              "017",
              "5/0",
              "3/0xFFFFFFFF"),
          List.of("4294967296", "0x1ffffffff", "x", "", "1/", "1/x", "1/4294967296", "/1"));
    }
  }

  /** Any text; what is longer than that many bytes is cut off, as XTTYPE_STRING does. */
  public static Syntax<String> text(int maxLength, String placeholder) {
    return new TextSyntax(maxLength, placeholder);
  }

  private record TextSyntax(int maxLength, String placeholder) implements Syntax<String> {
    @Override
    public String parse(String text, String owner, String option, RuleContext context) {
      return new CutText(maxLength, 0, placeholder).cut(text);
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "a",
              "two words",
              "",
              "it's",
              "a\"b\\c",
              "-x",
              "x".repeat(maxLength),
              "a.b:c/d",
              "x".repeat(maxLength + 1)),
          List.of());
    }
  }

  /**
   * Reads an unsigned number of 64 bits as strtoull(3) with base 0 does, the whole text; null where
   * it is none.
   */
  public static @Nullable Long parseUnsigned(String text) {
    int length = text.length();
    if (length > 0 && length < 19 && (length == 1 || text.charAt(0) != '0')) {
      // As most numbers are written; what is not leaves the loop early.
      long value = 0;
      int at = 0;
      while (at < length && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        value = 10 * value + text.charAt(at) - '0';
        at++;
      }
      if (at == length) {
        return value;
      }
    }
    String digits = text.stripLeading();
    if (digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    int radix = 10;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      radix = 16;
      digits = digits.substring(2);
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      radix = 8;
    }
    if (digits.isEmpty() || Character.digit(digits.charAt(0), radix) < 0) {
      return null;
    }
    try {
      return Long.parseUnsignedLong(digits, radix);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
