package org.netfilter4j.xt.option;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/**
 * Options of an IPv6 extension header, {@code TYPE[:LEN][,TYPE[:LEN]...]}, at most 16, the last of
 * which has no length.
 *
 * @param padding the message for the option of one byte with a length
 */
public record HeaderOptions(String padding) implements Syntax<List<HeaderOptions.Entry>> {
  /** IP6T_OPTS_OPTSNR. */
  public static final int MOST = 16;

  /**
   * An option.
   *
   * @param type 0 to 255
   * @param length of its data, 0 to 254; {@link #ANY} for any
   */
  public record Entry(int type, int length) {
    public static final int ANY = 255;

    @Override
    public String toString() {
      return length == ANY ? Integer.toString(type) : type + ":" + length;
    }
  }

  /** As it is written, in numbers. */
  public static String text(List<Entry> entries) {
    return entries.stream().map(Entry::toString).collect(Collectors.joining(","));
  }

  @Override
  public List<Entry> parse(String text, String owner, String option, RuleContext context) {
    String[] words = text.split(",", -1);
    List<Entry> entries = new ArrayList<>();
    for (String word : words) {
      int colon = word.indexOf(':');
      if (entries.size() == MOST) {
        throw Rejected.parameter("too many addresses specified");
      }
      if (colon >= 0 && entries.size() == MOST - 1) {
        throw Rejected.parameter("too many ports specified");
      }
      int type = number(colon < 0 ? word : word.substring(0, colon), "opt", owner);
      if (colon >= 0 && type == 0) {
        throw Rejected.parameter(padding);
      }
      int length = colon < 0 ? Entry.ANY : number(word.substring(colon + 1), "length", owner);
      entries.add(new Entry(type, length));
    }
    return List.copyOf(entries);
  }

  /** The lower 8 bits of what strtoul(3) reads, which takes negative numbers too. */
  private static int number(String text, String what, String owner) {
    String digits = text.stripLeading();
    boolean negative = digits.startsWith("-");
    if (negative) {
      digits = digits.substring(1);
    }
    LeadingNumber number =
        negative && !digits.isEmpty() && !Character.isDigit(digits.charAt(0))
            ? null
            : LeadingNumber.of(digits, 0, Long.MAX_VALUE >> 8);
    if (number == null) {
      throw Rejected.parameter(owner + ": no valid digits in " + what + " `" + text + "'");
    }
    if (number.end() < digits.length()) {
      throw Rejected.parameter(owner + ": error parsing " + what + " `" + text + "'");
    }
    return (int) (negative ? -number.value() : number.value()) & 0xff;
  }

  @Override
  public String placeholder() {
    return "TYPE[:LEN][,TYPE[:LEN]...]";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of(
            "0",
            "1:4",
            "1:4,5:2",
            "5,0,0,1",
            "255:255",
            "0x3e:010",
            "256,-1",
            "194:4,300:254",
            " 5",
            "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15",
            "1:0,2:0,3,4,5,6,7,8,9,10,11,12,13,14,15:1,16"),
        List.of(
            "",
            ",",
            "1,",
            ",1",
            "0:4",
            "256:4",
            "1:",
            ":1",
            "x",
            "1:x",
            "5x",
            "1:4:5",
            "5 ",
            "-",
            "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16:1",
            "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17"));
  }
}
