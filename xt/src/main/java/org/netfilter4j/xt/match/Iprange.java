package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.AddressSpan;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m iprange}: addresses from one to another (xt_iprange.c, revision 1). */
public final class Iprange extends MatchDescriptor<Iprange.Data> {
  private static final Option<AddressSpan> SOURCE =
      Option.of("src-range", AddressSpan.syntax())
          .allowInversion()
          .help("the source lies between these, ends included");

  private static final Option<AddressSpan> DESTINATION =
      Option.of("dst-range", AddressSpan.syntax())
          .allowInversion()
          .help("the destination lies between these");

  /** struct xt_iprange_mtinfo; a range that was not given is null. */
  public record Data(
      @Nullable AddressSpan source,
      boolean notSource,
      @Nullable AddressSpan destination,
      boolean notDestination)
      implements Match {
    @Override
    public String name() {
      return "iprange";
    }
  }

  public Iprange() {
    super("iprange", Data.class, SOURCE, DESTINATION);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    if (!args.has(SOURCE) && !args.has(DESTINATION)) {
      throw Rejected.parameter("iprange match: You must specify `--src-range' or `--dst-range'");
    }
    return new Data(
        args.get(SOURCE), args.inverted(SOURCE), args.get(DESTINATION), args.inverted(DESTINATION));
  }

  @Override
  public void save(Data match, Words out) {
    if (match.source != null) {
      out.option("src-range", match.notSource, match.source.toString());
    }
    if (match.destination != null) {
      out.option("dst-range", match.notDestination, match.destination.toString());
    }
  }

  @Override
  public void list(Data match, Listing out) {
    if (match.source != null) {
      out.add(" source IP range ").add(match.notSource ? "! " : "").add(match.source.toString());
    }
    if (match.destination != null) {
      out.add(" destination IP range ").add(match.notDestination ? "! " : "");
      out.add(match.destination.toString());
    }
  }

  @Override
  public boolean translate(Data match, Translation out) {
    if (match.source != null) {
      out.test(out.header() + " saddr", match.notSource, match.source.toString());
    }
    if (match.destination != null) {
      out.test(out.header() + " daddr", match.notDestination, match.destination.toString());
    }
    return true;
  }

  /** struct xt_iprange_mtinfo: first and last source, first and last destination, flags. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(1, 68, Iprange::write, Iprange::read));
  }

  private static void write(Data match, StructBytes out) {
    if (match.source != null) {
      match.source.write(out, 0);
    }
    if (match.destination != null) {
      match.destination.write(out, 32);
    }
    int asked = (match.source != null ? 1 : 0) | (match.destination != null ? 2 : 0);
    out.u8(64, asked | (match.notSource ? 16 : 0) | (match.notDestination ? 32 : 0));
  }

  private static Data read(StructBytes in) {
    int flags = in.known(in.u8(64), 51);
    in.known(flags >> 4, flags & 3);
    return new Data(
        (flags & 1) != 0 ? AddressSpan.read(in, 0) : null,
        (flags & 16) != 0,
        (flags & 2) != 0 ? AddressSpan.read(in, 32) : null,
        (flags & 32) != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    List<Condition> parts = new ArrayList<>();
    if (match.source != null) {
      parts.add(test(Field.Header.SOURCE_ADDRESS, match.source).not(match.notSource));
    }
    if (match.destination != null) {
      parts.add(
          test(Field.Header.DESTINATION_ADDRESS, match.destination).not(match.notDestination));
    }
    return new Condition.All(parts);
  }

  private static Condition test(Field field, AddressSpan span) {
    return new Condition.Test(field, new Values.AddressRange(span.first(), span.last()));
  }
}
