package org.netfilter4j.xt.option;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** What sscanf(3) reads with {@code %x:%x}; what follows is not looked at. */
public enum ClassHandle implements Syntax<Integer> {
  HANDLE;

  private static final String NUMBER = "\\s*([-+]?)(?:0[xX])?([0-9a-fA-F]+)";
  private static final Pattern PAIR = Pattern.compile(NUMBER + ":" + NUMBER);

  @Override
  public Integer parse(String text, String owner, String option, RuleContext context) {
    Matcher pair = PAIR.matcher(text);
    if (!pair.lookingAt()) {
      throw Rejected.parameter("Bad class value \"" + text + "\"");
    }
    return number(pair.group(1), pair.group(2)) << 16
        | number(pair.group(3), pair.group(4)) & 0xffff;
  }

  private static int number(String sign, String digits) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    if (significant.length() > 16) {
      // What does not fit 64 bits becomes the largest number.
      return -1;
    }
    int lower = (int) Long.parseUnsignedLong(significant, 16);
    return sign.equals("-") ? -lower : lower;
  }

  @Override
  public String placeholder() {
    return "MAJOR:MINOR";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of(
            "1:2",
            "0:0",
            "ffff:ffff",
            "FFFF:0",
            "0x10:0x20",
            "10000:1",
            "1:12345",
            " 1: 2",
            "-1:1",
            "+1:+2",
            "1:2:3",
            "1:2x",
            "123456789abcdef01:1",
            "00001:00a",
            "-ffffffff:-12345678901234567",
            "a:-2"),
        List.of("", "1", "1:", ":1", ":", "x:1", "1:x", "1 :2", "1-2", "1.2", "root"));
  }
}
