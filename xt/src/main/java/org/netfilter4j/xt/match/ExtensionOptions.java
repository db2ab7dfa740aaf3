package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.HeaderOptions;
import org.netfilter4j.xt.option.HeaderOptions.Entry;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;

/** What hbh and dst have in common: an extension header made of options (ip6t_hbh.c). */
abstract class ExtensionOptions extends MatchDescriptor<ExtensionOptions.Data> {
  private final ExtensionHeader header;
  private final Option<Long> length;
  private final Option<List<Entry>> entries;

  ExtensionOptions(String name, ExtensionHeader header, String padding) {
    this(
        name,
        header,
        Option.of(name + "-len", Syntaxes.number(0, 0xffff_ffffL))
            .allowInversion()
            .help("the header's length in bytes"),
        Option.of(name + "-opts", new HeaderOptions(padding))
            .help("the options that it begins with, at most 16"));
  }

  private ExtensionOptions(
      String name, ExtensionHeader header, Option<Long> length, Option<List<Entry>> entries) {
    super(name, Family.IPV6, Data.class, length, entries);
    this.header = header;
    this.length = length;
    this.entries = entries;
  }

  /**
   * struct ip6t_opts.
   *
   * @param name hbh or dst
   * @param length in bytes
   * @param entries none where they are not looked at
   */
  public record Data(String name, IntervalTest length, List<Entry> entries) implements Match {
    public Data {
      entries = List.copyOf(entries);
    }
  }

  @Override
  public final Data parse(Args args, RuleContext context) {
    return new Data(name(), IntervalTest.number(args, length), args.get(entries, List.of()));
  }

  @Override
  public final void save(Data match, Words out) {
    match.length.save(length, out);
    if (!match.entries().isEmpty()) {
      out.option(entries.name(), HeaderOptions.text(match.entries()));
    }
  }

  @Override
  public final void list(Data match, Listing out) {
    out.add(" ").add(match.name);
    match.length.list(" length", out);
    if (!match.entries().isEmpty()) {
      out.add(" opts ").add(HeaderOptions.text(match.entries()));
    }
  }

  @Override
  public final Condition condition(Data match, Lowering lowering) {
    Field whole = header.length();
    List<Condition> parts = new ArrayList<>(List.of(header.whole()));
    parts.add(new Condition.Present(whole));
    if (match.length.isGiven()) {
      parts.add(match.length.condition(whole));
    }
    if (!match.entries().isEmpty()) {
      parts.add(new Condition.Present(new OptionsBegin(header, match.entries())));
    }
    return new Condition.All(parts);
  }
}
