package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.DccpTypes;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.PortRange;
import org.netfilter4j.xt.option.Ports;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -m dccp}: ports, types and options (xt_dccp.c, revision 0). A packet whose options are cut
 * short is dropped, with "!" before it is counted, as of {@link Sctp}.
 */
public final class Dccp extends MatchDescriptor<Dccp.Data> {
  /** struct dccp_hdr without the longer sequence number. */
  static final int HEADER = 12;

  private static final Option<PortRange> SOURCE = GivenPorts.sourceOption(Ports.resolved());
  private static final Option<PortRange> DESTINATION =
      GivenPorts.destinationOption(Ports.resolved());
  private static final Option<Integer> TYPES =
      Option.of("dccp-types", DccpTypes.SYNTAX).allowInversion().help("one of these types");
  private static final Option<Integer> OPTION =
      Option.of("dccp-option", Syntaxes.integer(1, 255))
          .allowInversion()
          .help("an option of that number is there");

  public Dccp() {
    super("dccp", Data.class, SOURCE, DESTINATION, TYPES, OPTION);
  }

  /**
   * struct xt_dccp_info.
   *
   * @param types bits by number; null where they are not looked at
   * @param option 1 to 255; 0 where none is asked for
   */
  public record Data(
      GivenPorts ports, @Nullable Integer types, boolean notTypes, int option, boolean notOption)
      implements Match {
    @Override
    public String name() {
      return "dccp";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(
        GivenPorts.of(args, SOURCE, DESTINATION),
        args.get(TYPES),
        args.inverted(TYPES),
        args.get(OPTION, 0),
        args.inverted(OPTION));
  }

  @Override
  public void save(Data match, Words out) {
    match.ports.save(out);
    if (match.types != null) {
      out.option(TYPES.name(), match.notTypes, DccpTypes.text(match.types));
    }
    if (match.option() != 0) {
      out.option(OPTION.name(), match.notOption, Integer.toString(match.option()));
    }
  }

  @Override
  public void list(Data match, Listing out) {
    match.ports.list("dccp", out);
    if (match.types != null) {
      out.add(match.notTypes ? " ! " : " ");
      out.add(out.numeric() ? DccpTypes.numbers(match.types) : DccpTypes.text(match.types));
    }
    if (match.option() != 0) {
      out.add(" option=" + (match.notOption ? "!" : "") + match.option());
    }
  }

  @Override
  public boolean translate(Data match, Translation out) {
    match.ports.translate("dccp", out);
    if (match.types != null && match.types != 0) {
      out.test("dccp type", match.notTypes, DccpTypes.translation(match.types));
    }
    return match.option() == 0;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return context.onlyProtocol(IpProtocol.DCCP) ? null : Errno.EINVAL;
  }

  /** struct xt_dccp_info: ports, what is asked and what inverted, types, an option. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 16, Dccp::write, Dccp::read));
  }

  private static void write(Data match, StructBytes out) {
    int asked = match.ports.write(out) | (match.types != null ? 4 : 0);
    out.u16(8, asked | (match.option() != 0 ? 8 : 0));
    int inverted = match.ports.inverted() | (match.notTypes ? 4 : 0);
    out.u16(10, inverted | (match.notOption ? 8 : 0));
    out.u16(12, match.types == null ? 0 : match.types);
    out.u8(14, match.option());
  }

  private static Data read(StructBytes in) {
    int asked = in.known(in.u16(8), 15);
    int inverted = in.known(in.u16(10), asked);
    boolean option = (asked & 8) != 0;
    if (option != in.flag(14)) {
      throw new IllegalArgumentException("option " + in.u8(14));
    }
    return new Data(
        GivenPorts.read(in, asked, inverted),
        (asked & 4) != 0 ? (Integer) in.u16(12) : null,
        (inverted & 4) != 0,
        in.u8(14),
        (inverted & 8) != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    List<Condition> parts = new ArrayList<>(Headers.whole(HEADER));
    match.ports.conditions(parts);
    if (match.types != null) {
      parts.add(
          new Condition.Test(DccpType.BIT, new Values.AnyBit(match.types)).not(match.notTypes));
    }
    if (match.option() != 0) {
      DccpOption option = new DccpOption(match.option());
      parts.add(new Condition.Require(option));
      parts.add(new Condition.Test(option, Values.exactly(1)).not(match.notOption));
    }
    return new Condition.All(parts);
  }
}
