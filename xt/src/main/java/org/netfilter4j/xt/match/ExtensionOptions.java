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
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

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

  /** struct ip6t_opts: the length, what is asked, what inverted, up to 16 options. */
  @Override
  public final List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 40, ExtensionOptions::write, this::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u32(0, match.length.isGiven() ? match.length.range().low() : 0);
    out.u8(4, (match.length.isGiven() ? 1 : 0) | (match.entries().isEmpty() ? 0 : 2));
    out.flag(5, match.length.inverted());
    for (int i = 0; i < match.entries().size(); i++) {
      Entry entry = match.entries().get(i);
      out.u16(6 + 2 * i, entry.type() << 8 | entry.length());
    }
    out.u8(38, match.entries().size());
  }

  private Data read(StructBytes in) {
    int asked = in.known(in.u8(4), 3);
    int count = in.u8(38);
    if (count > HeaderOptions.MOST || count != 0 != (asked & 2) > 0) {
      throw new IllegalArgumentException(count + " options");
    }
    List<Entry> options = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int option = in.u16(6 + 2 * i);
      options.add(new Entry(option >> 8, option & 0xff));
    }
    boolean inverted = in.known(in.u8(5), asked & 1) != 0;
    return new Data(name(), IntervalTest.read(in, 0, 0, (asked & 1) != 0, inverted), options);
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
