package org.netfilter4j.xt.match;

import java.util.List;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.option.Syntaxes;

/** {@code from[:[to]]} as XTTYPE_UINT64RC, but that a number alone means from it on. */
enum ConnectionSpan implements Syntax<Connbytes.Span> {
  FROM_TO;

  @Override
  public Connbytes.Span parse(String text, String owner, String option, RuleContext context) {
    int colon = text.indexOf(':');
    if (colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
      throw Rejected.parameter(
          owner + ": Too many components for option \"--" + option + "\" (max: 2)\n");
    }
    Connbytes.Span span =
        new Connbytes.Span(
            end(colon < 0 ? text : text.substring(0, colon), 0, owner, option),
            end(colon < 0 ? "" : text.substring(colon + 1), -1, owner, option));
    if (Long.compareUnsigned(span.high(), span.low()) < 0) {
      throw Rejected.parameter(
          Long.toUnsignedString(span.low())
              + " should be less than "
              + Long.toUnsignedString(span.high()));
    }
    return span;
  }

  private static long end(String text, long otherwise, String owner, String option) {
    Long number = text.isEmpty() ? Long.valueOf(otherwise) : Syntaxes.parseUnsigned(text);
    if (number == null) {
      throw Rejected.parameter(
          "%s: bad value for option \"--%s\" near \"%s\", or out of range (0-%s).\n"
              .formatted(owner, option, text, Long.toUnsignedString(-1)));
    }
    return number;
  }

  @Override
  public String placeholder() {
    return "from[:[to]]";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of(
            "0",
            "1",
            "10:",
            ":10",
            ":",
            "200:600",
            "7:7",
            "0:0",
            "",
            "0x10:017",
            "18446744073709551615",
            "0:18446744073709551615",
            "5:18446744073709551614"),
        List.of("2:1", "x", "1:x", "1:2:3", "-1", "1 :2", "18446744073709551616", "1-2", "5:0"));
  }
}
