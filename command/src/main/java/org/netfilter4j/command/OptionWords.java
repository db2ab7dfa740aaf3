package org.netfilter4j.command;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.InterfacePattern;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** The operands of base options. */
final class OptionWords {
  /** IFNAMSIZ, with the final NUL. */
  private static final int MAX_INTERFACE = 16;

  private OptionWords() {}

  /** The operand of {@code -i} or {@code -o}. */
  static InterfacePattern interfaceName(String name, RuleContext context) {
    if (name.length() >= MAX_INTERFACE) {
      throw Rejected.parameter(
          "interface name `"
              + name
              + "' must be shorter than IFNAMSIZ ("
              + (MAX_INTERFACE - 1)
              + ")");
    }
    if (name.indexOf('/') >= 0 || name.indexOf(' ') >= 0) {
      context.warn(
          "Warning: weird character in interface `"
              + name
              + "' ('/' and ' ' are not allowed by the kernel).");
    }
    return new InterfacePattern(name);
  }

  /** The operand of {@code -w}, which may be missing: -1, without end. */
  static int seconds(Getopt words) {
    return seconds(argument(words));
  }

  /** An option's argument, or else the next word if it can be one. */
  private static @Nullable String argument(Getopt words) {
    String word = words.argument();
    return word == null && words.hasArgument() ? words.take() : word;
  }

  /**
   * The same from the word.
   *
   * @param word null where it is missing
   */
  static int seconds(@Nullable String word) {
    if (word == null) {
      return -1;
    }
    Long number = leadingInteger(word);
    if (number == null) {
      throw Rejected.parameter("wait seconds not numeric");
    }
    return number.intValue();
  }

  /** sscanf's %i: the base as in C, what follows the digits ignored. */
  static @Nullable Long leadingInteger(String word) {
    for (int end = word.length(); end > 0; end--) {
      String head = word.substring(0, end);
      boolean negative = head.startsWith("-");
      long number = Numbers.parse(negative ? head.substring(1) : head, 0, 0);
      if (number >= 0 && !(negative && head.startsWith("--"))) {
        return negative ? -number : number;
      }
    }
    return null;
  }

  /** The operand of {@code -W}, which is checked and has no effect. */
  static void interval(Getopt words, RuleContext context) {
    context.warn(interval(argument(words)));
  }

  /**
   * Checks the operand of {@code -W}.
   *
   * @param word null where it is missing
   * @return what to tell the user
   */
  static String interval(@Nullable String word) {
    if (word == null) {
      throw Rejected.parameter("wait interval value required");
    }
    Long micros = Numbers.leading(word);
    if (micros == null) {
      throw Rejected.parameter("wait interval not numeric");
    }
    if (Long.compareUnsigned(micros, 999999) > 0) {
      throw Rejected.parameter("too long usec wait " + micros + " > 999999 usec");
    }
    return "Ignoring deprecated --wait-interval option.";
  }

  /** The operands of {@code -c}. */
  static Counters counters(Getopt words) {
    String packets = words.required();
    int comma = packets.indexOf(',');
    String bytes = comma < 0 ? null : packets.substring(comma + 1);
    if (bytes == null && words.hasArgument()) {
      bytes = words.take();
    }
    if (bytes == null) {
      throw Rejected.parameter("-c requires packet and byte counter");
    }
    Long packetCount = Numbers.leading(packets);
    if (packetCount == null) {
      throw Rejected.parameter("-c packet counter not numeric");
    }
    Long byteCount = Numbers.leading(bytes);
    if (byteCount == null) {
      throw Rejected.parameter("-c byte counter not numeric");
    }
    return new Counters(packetCount, byteCount);
  }
}
