package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** The name of an interface, or with "+" at its end the beginning of one. */
public enum InterfaceName implements Syntax<String> {
  SYNTAX;

  /** IFNAMSIZ without the final NUL. */
  private static final int MAX = 15;

  /** The names that are meant; the empty text means all, as "+" does. */
  public static Values values(String text) {
    return text.isEmpty() || text.endsWith("+")
        ? new Values.Name(text.isEmpty() ? "" : text.substring(0, text.length() - 1), true)
        : new Values.Name(text, false);
  }

  /** As xtables_parse_interface. */
  @Override
  public String parse(String text, String owner, String option, RuleContext context) {
    if (text.length() > MAX) {
      throw Rejected.parameter(
          "interface name `" + text + "' must be shorter than IFNAMSIZ (" + MAX + ")");
    }
    if (text.indexOf('/') >= 0 || text.indexOf(' ') >= 0) {
      context.warn(
          "Warning: weird character in interface `"
              + text
              + "' ('/' and ' ' are not allowed by the kernel).");
    }
    return text;
  }

  @Override
  public Offer offer(Family family, int word) {
    return Offer.INTERFACE;
  }

  @Override
  public String placeholder() {
    return "name[+]";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of(
            "eth0", "eth+", "lo", "+", "abcdefghijklmno", "abcdefghijklmn+", "a!", "br-1.5", "x"),
        List.of("abcdefghijklmnop", "abcdefghijklmno+"));
  }
}
