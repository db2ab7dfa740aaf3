package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** syslog's levels, as numbers or names. */
public enum LogLevel implements Syntax<Integer> {
  LEVEL;

  /** The names by their numbers, as they are printed. */
  public static final List<String> NAMES =
      List.of("emerg", "alert", "crit", "err", "warn", "notice", "info", "debug");

  @Override
  public Integer parse(String text, String owner, String option, RuleContext context) {
    LeadingNumber number = LeadingNumber.of(text, 0, 7);
    if (number != null && number.end() == text.length()) {
      return (int) number.value();
    }
    return switch (text) {
      case "emerg", "panic" -> 0;
      case "alert" -> 1;
      case "crit" -> 2;
      case "error" -> 3;
      case "warning" -> 4;
      case "notice" -> 5;
      case "info" -> 6;
      case "debug" -> 7;
      default -> throw Rejected.parameter("log level \"" + text + "\" unknown\n");
    };
  }

  @Override
  public Offer offer(Family family, int word) {
    return Offer.one(
        List.of("emerg", "alert", "crit", "error", "warning", "notice", "info", "debug"));
  }

  @Override
  public String placeholder() {
    return "level";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("0", "7", "0x4", "debug", "error", "warning", "panic", "emerg", "notice"),
        List.of("8", "", "warn", "err", "Debug", "-1", "1x"));
  }
}
