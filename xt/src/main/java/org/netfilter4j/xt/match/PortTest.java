package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Field;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.PortRange;

/** What tcp and udp ask of one of the ports: struct xt_tcp's and xt_udp's spts, dpts, invflags. */
public record PortTest(PortRange range, boolean inverted) {
  /** Every port. */
  public static final PortTest ANY = new PortTest(PortRange.ALL, false);

  static PortTest of(Args args, Option<PortRange> option) {
    PortRange range = args.get(option);
    return range == null ? ANY : new PortTest(range, args.inverted(option));
  }

  /** Whether anything is asked: all ports, not inverted, are no question. */
  boolean asks() {
    return inverted || !range.isAll();
  }

  /** Prints {@code ! --sport 80:90}; all ports are not printed, and so neither is their "!". */
  void save(String option, Words out) {
    if (out.isExact() ? asks() : !range.isAll()) {
      out.option(option, inverted, range.toString());
    }
  }

  /** Prints {@code spt:80} or {@code spts:!80:90}. */
  void list(String name, String protocol, Listing out) {
    if (range.isAll() && !inverted) {
      return;
    }
    out.add(" " + name + (range.low() == range.high() ? ":" : "s:") + (inverted ? "!" : ""));
    out.add(portName(range.low(), protocol, out));
    if (range.low() != range.high()) {
      out.add(":").add(portName(range.high(), protocol, out));
    }
  }

  /** Adds {@code tcp sport != 80-90}; all ports are not asked for, with "!" or without. */
  void translate(String key, Translation out) {
    if (!range.isAll()) {
      out.test(key, inverted, range.text("-"));
    }
  }

  /** A port, by name where a service is known and no numbers were asked for. */
  static String portName(int port, @Nullable String protocol, Listing out) {
    String service = out.numeric() ? null : out.names().service(port, protocol);
    return service == null ? Integer.toString(port) : service;
  }

  Condition condition(Field.Header port) {
    if (range.isAll()) {
      return inverted ? Condition.NEVER : Condition.ALWAYS;
    }
    return new Condition.Test(port, range.values()).not(inverted);
  }

  /**
   * As nf_tables' own expressions ask: a port that is not there is not unequal either, and of all
   * ports nothing is asked, with "!" or without.
   */
  List<Condition> nativeConditions(Field.Header port) {
    if (range.isAll()) {
      return List.of();
    }
    Condition test = new Condition.Test(port, range.values());
    return inverted ? List.of(new Condition.Present(port), new Condition.Not(test)) : List.of(test);
  }
}
