package org.netfilter4j.command;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.InterfacePattern;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Names;

/** Chains and rules as {@code iptables -L} prints them. */
final class RuleLister {
  /**
   * How a list is printed.
   *
   * @param numeric {@code -n}
   * @param verbose {@code -v}: counters, options, interfaces
   * @param exact {@code -x}
   * @param columns whether in columns, as a list, or as {@code -v} prints the rule that a command
   *     is about
   */
  record Format(
      boolean numeric, boolean verbose, boolean exact, boolean lineNumbers, boolean columns) {
    /** FMT_PRINT_RULE: the one rule that a verbose command is about. */
    static final Format RULE = new Format(true, true, false, false, false);

    boolean counts() {
      return verbose && columns;
    }
  }

  private final StringBuilder out;
  private final Family family;
  private final Mode mode;
  private final Names names;
  private final Format format;

  RuleLister(StringBuilder out, Family family, Mode mode, Names names, Format format) {
    this.out = out;
    this.family = family;
    this.mode = mode;
    this.names = names;
    this.format = format;
  }

  /** The two lines above a chain's rules. */
  void header(Chain chain, int references) {
    out.append("Chain ").append(chain.name());
    Target.Standard policy = chain.policy();
    if (policy == null) {
      out.append(" (").append(references).append(" references)\n");
    } else {
      out.append(" (policy ").append(policy.name());
      if (format.verbose()) {
        out.append(' ');
        number(chain.counters().packets(), 0, 0);
        out.append("packets, ");
        number(chain.counters().bytes(), 0, 0);
        out.append("bytes");
      }
      out.append(")\n");
    }
    if (format.lineNumbers()) {
      left("num", 4);
      out.append(' ');
    }
    if (format.counts()) {
      right("pkts", format.exact() ? 8 : 5);
      out.append(' ');
      right("bytes", format.exact() ? 10 : 5);
      out.append(' ');
    }
    left("target", 9);
    out.append("  prot opt");
    if (format.verbose()) {
      out.append(' ');
      left("in", 6);
      out.append(' ');
      left("out", 6);
      out.append(' ');
    }
    out.append(' ');
    left("source", 19);
    out.append("  ");
    left("destination", 19);
    out.append(" \n");
  }

  /** A rule's line. */
  void rule(int number, Entry entry) {
    Rule rule = RuleForm.listed(entry.rule(), mode);
    Selector selector = rule.selector();
    if (format.lineNumbers()) {
      left(Integer.toString(number), 4);
      out.append(' ');
    }
    if (format.counts()) {
      counters(entry.counters());
    }
    column(targetName(rule.target()), 9);
    out.append(selector.notProtocol() ? '!' : ' ');
    column(protocol(selector.protocol()), 4);
    fragment(selector);
    interfaces(selector);
    addresses(selector);
    if (!format.columns()) {
      out.append("  ");
    }
    if (rule.target() instanceof Target.Goto) {
      out.append("[goto] ");
    }
    Listing listing = new Listing(out, mode, format.numeric(), selector.protocol(), names);
    for (Match match : rule.matches()) {
      match(match, listing);
    }
    if (rule.target() instanceof Target.Extended target) {
      target(target, listing);
    }
    out.append('\n');
  }

  private <M extends Match> void match(M match, Listing listing) {
    Extensions.of(match, family).list(match, listing);
  }

  private <T extends Target.Extended> void target(T target, Listing listing) {
    Extensions.of(target, family).list(target, listing);
  }

  private String targetName(Target target) {
    return switch (target) {
      case Target.None _ -> "";
      case Target.Standard standard -> standard.name();
      case Target.Jump jump -> jump.chain();
      case Target.Goto go -> go.chain();
      case Target.Extended extended -> kernelName(extended);
    };
  }

  private <T extends Target.Extended> String kernelName(T target) {
    return Extensions.of(target, family).kernelName();
  }

  private String protocol(int number) {
    if (format.numeric() && format.columns()) {
      return Integer.toString(number);
    }
    String name = format.numeric() ? Protocols.ownName(number) : Protocols.name(number, names);
    return name == null ? Integer.toString(number) : name;
  }

  private void fragment(Selector selector) {
    if (!format.columns()) {
      out.append("opt ");
    }
    out.append(selector.notFragment() ? '!' : '-').append(selector.fragment() ? 'f' : '-');
    out.append(' ');
  }

  private void interfaces(Selector selector) {
    if (!format.verbose()) {
      return;
    }
    out.append(format.columns() ? " " : "in ");
    column(interfaceName(selector.in(), selector.notIn()), 6);
    if (!format.columns()) {
      out.append("out ");
    }
    column(interfaceName(selector.out(), selector.notOut()), 6);
  }

  private String interfaceName(InterfacePattern name, boolean inverted) {
    String text = name.isAny() ? format.numeric() ? "*" : "any" : name.text();
    return inverted ? "!" + text : text;
  }

  private void addresses(Selector selector) {
    out.append(selector.notSource() ? '!' : ' ');
    column(address(selector.source()), 19);
    out.append(selector.notDestination() ? '!' : ' ');
    if (format.columns()) {
      column(address(selector.destination()), 19);
    } else {
      out.append("-> ").append(address(selector.destination()));
    }
  }

  private String address(MaskedAddress address) {
    boolean anywhere = family == Family.IPV4 ? address.isAny() : address.address().isAny();
    if (anywhere && !format.numeric()) {
      return "anywhere";
    }
    Address host = address.address();
    String name = format.numeric() ? null : names.anyName(host);
    int length = address.prefixLength();
    String mask =
        length == family.bits()
            ? ""
            : "/" + (length >= 0 ? Integer.toString(length) : address.mask().toString());
    return (name == null ? host.toString() : name) + mask;
  }

  private void counters(Counters counters) {
    number(counters.packets(), 5, 8);
    number(counters.bytes(), 5, 8);
  }

  /** xtables_print_num; a width of 0 means no padding. */
  private void number(long value, int width, int exactWidth) {
    if (format.exact()) {
      right(Long.toUnsignedString(value), exactWidth);
      out.append(' ');
      return;
    }
    String unit = "";
    long shown = value;
    if (Long.compareUnsigned(shown, 99_999) > 0) {
      for (String next : new String[] {"K", "M", "G", "T"}) {
        shown = Long.divideUnsigned(shown + 500, 1000);
        unit = next;
        if (Long.compareUnsigned(shown, 9_999) <= 0) {
          break;
        }
      }
    }
    right(Long.toUnsignedString(shown) + unit, width);
    out.append(' ');
  }

  private void column(@Nullable String text, int width) {
    String shown = text == null ? "" : text;
    if (format.columns()) {
      left(shown, width);
    } else {
      out.append(shown);
    }
    out.append(' ');
  }

  private void left(String text, int width) {
    out.append(text);
    blanks(width - text.length());
  }

  private void right(String text, int width) {
    blanks(width - text.length());
    out.append(text);
  }

  private void blanks(int count) {
    for (int i = 0; i < count; i++) {
      out.append(' ');
    }
  }
}
