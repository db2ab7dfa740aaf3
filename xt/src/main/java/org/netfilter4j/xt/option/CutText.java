package org.netfilter4j.xt.option;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/**
 * Text that is cut to what its place in the struct holds, without a word (XTTYPE_STRING).
 *
 * @param most bytes that are kept
 * @param least bytes that there must be
 */
public record CutText(int most, int least, String placeholder) implements Syntax<String> {
  @Override
  public String parse(String text, String owner, String option, RuleContext context) {
    if (text.getBytes(StandardCharsets.UTF_8).length < least) {
      throw Rejected.parameter("Argument must have a minimum length of " + least + " characters\n");
    }
    return cut(text);
  }

  /** The text, or as much of its beginning as is kept. */
  public String cut(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= most) {
      return text;
    }
    int end = most;
    // No half of a character is kept; the C tool keeps it and prints it.
    while (end > 0 && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("a", "x".repeat(most), "x".repeat(most + 1)), least > 0 ? List.of("") : List.of());
  }
}
