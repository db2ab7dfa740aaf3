package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.ConnectionLabels;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.option.Syntaxes;

/** A connection's label, by name or number. */
enum LabelName implements Syntax<Integer> {
  LABEL;

  /** A number loses its upper bits: of a negative int the name is tried, the rest goes in 16. */
  @Override
  public Integer parse(String text, String owner, String option, RuleContext context) {
    Names names = context.names();
    ConnectionLabels labels = names.labels();
    if (text.isEmpty()) {
      throw Rejected.parameter("Argument must have a minimum length of 1 characters\n");
    }
    Integer bit = number(text);
    if (bit == null || bit < 0) {
      if (labels == null) {
        context.warn("Warning: cannot open /etc/xtables/connlabel.conf: No such file or directory");
      }
      bit = labels == null ? null : labels.bit(text);
    }
    if (bit == null) {
      throw Rejected.parameter("label '" + text + "' not found or invalid value");
    }
    return bit & 0xffff;
  }

  private static @Nullable Integer number(String text) {
    boolean negative = text.stripLeading().startsWith("-");
    Long number = Syntaxes.parseUnsigned(negative ? text.stripLeading().substring(1) : text);
    return number == null ? null : Integer.valueOf((int) (negative ? -number : number));
  }

  @Override
  public String placeholder() {
    return "name";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of(
            "0",
            "1",
            "5",
            "127",
            "0x7f",
            "017",
            "65536",
            "65663",
            " 5",
            "4294967297",
            "64",
            "128",
            "65535",
            "200"),
        List.of("", "no-such-label", "-1", "5x", "4294967295", "1 "));
  }
}
