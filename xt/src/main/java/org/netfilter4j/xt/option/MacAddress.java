package org.netfilter4j.xt.option;

import java.util.List;
import java.util.Locale;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/**
 * An Ethernet address.
 *
 * @param number 48 bits, the first byte uppermost
 */
public record MacAddress(long number) {

  /** Six bytes in lower-case hexadecimal with colons between them. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int shift = 40; shift >= 0; shift -= 8) {
      text.append(text.isEmpty() ? "" : ":")
          .append(String.format(Locale.ROOT, "%02x", number >>> shift & 0xff));
    }
    return text.toString();
  }

  /**
   * Six parts of at most two characters that strtoul(3) reads in base 16 (XTTYPE_ETHERMAC); an
   * empty part is 0, and one with a sign is taken modulo 256.
   */
  public static Syntax<MacAddress> syntax() {
    return Mac.MAC;
  }

  private enum Mac implements Syntax<MacAddress> {
    MAC;

    @Override
    public MacAddress parse(String text, String owner, String option, RuleContext context) {
      String[] parts = text.split(":", -1);
      if (parts.length != 6) {
        throw invalid();
      }
      long number = 0;
      for (String part : parts) {
        number = number << 8 | octet(part);
      }
      return new MacAddress(number);
    }

    private static int octet(String part) {
      if (part.isEmpty()) {
        return 0;
      }
      String digits = part.stripLeading();
      boolean negative = digits.startsWith("-");
      if (negative || digits.startsWith("+")) {
        digits = digits.substring(1);
      }
      if (part.length() > 2
          || digits.isEmpty()
          || !digits.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0)) {
        throw invalid();
      }
      int value = Integer.parseInt(digits, 16);
      return (negative ? -value : value) & 0xff;
    }

    private static Rejected invalid() {
      return Rejected.parameter("Invalid MAC address specified.");
    }

    @Override
    public String placeholder() {
      return "XX:XX:XX:XX:XX:XX";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "01:02:03:04:05:06",
              "aa:BB:cc:DD:ee:ff",
              "1:2:3:4:5:6",
              ":2:3:4:5:6",
              ":::::",
              "ff:ff:ff:ff:ff:ff",
              "0:0:0:0:0:0",
              " 1:2:3:4:5:6",
              "-1:2:3:4:5:+6"),
          List.of(
              "01:02:03:04:05",
              "01:02:03:04:05:06:07",
              "001:2:3:4:5:6",
              "gg:2:3:4:5:6",
              "01-02-03-04-05-06",
              "",
              "0x:2:3:4:5:6",
              "1:2:3:4:5: ",
              "x",
              "010203040506"));
    }
  }
}
