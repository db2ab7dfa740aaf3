package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Host.AddressType;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.match.AddressTypes.Device;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.NamedBits;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m addrtype}: what routing says of the addresses (xt_addrtype.c, revision 1). */
public final class Addrtype extends MatchDescriptor<Addrtype.Data> {
  private static final NamedBits TYPES = new NamedBits(bits(), "addrtype: bad type \"", "\"");

  private static final Option<Integer> SOURCE =
      Option.of("src-type", TYPES).allowInversion().help("how routing sees the source");

  private static final Option<Integer> DESTINATION =
      Option.of("dst-type", TYPES).allowInversion().help("how routing sees the destination");

  private static final Option<Boolean> LIMIT_IN =
      Option.flag("limit-iface-in")
          .exclude("limit-iface-out")
          .help("look only at routes over the input interface");

  private static final Option<Boolean> LIMIT_OUT =
      Option.flag("limit-iface-out")
          .exclude("limit-iface-in")
          .help("look only at routes over the output interface");

  /**
   * struct xt_addrtype_info_v1.
   *
   * @param source bits of types, {@code 1 << RTN_*}; 0 where the source is not asked for
   * @param destination as {@code source}
   * @param device whose routes count
   */
  public record Data(
      int source, boolean notSource, int destination, boolean notDestination, Device device)
      implements Match {
    @Override
    public String name() {
      return "addrtype";
    }
  }

  private static List<NamedBits.Bit> bits() {
    List<NamedBits.Bit> bits = new ArrayList<>();
    for (AddressType type : AddressType.values()) {
      bits.add(new NamedBits.Bit(type.name(), 1 << type.ordinal()));
    }
    return bits;
  }

  public Addrtype() {
    super("addrtype", Data.class, SOURCE, DESTINATION, LIMIT_IN, LIMIT_OUT);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    if (!args.has(SOURCE) && !args.has(DESTINATION)) {
      throw Rejected.parameter("addrtype: you must specify --src-type or --dst-type");
    }
    return new Data(
        args.get(SOURCE, 0),
        args.inverted(SOURCE),
        args.get(DESTINATION, 0),
        args.inverted(DESTINATION),
        args.has(LIMIT_IN) ? Device.IN : args.has(LIMIT_OUT) ? Device.OUT : Device.ANY);
  }

  @Override
  public void save(Data match, Words out) {
    if (match.source != 0) {
      out.option("src-type", match.notSource, TYPES.text(match.source));
    }
    if (match.destination != 0) {
      out.option("dst-type", match.notDestination, TYPES.text(match.destination));
    }
    if (match.device != Device.ANY) {
      out.option("limit-iface-" + match.device.word(), false);
    }
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" ADDRTYPE match");
    if (match.source != 0) {
      out.add(" src-type ").add(match.notSource ? "!" : "").add(TYPES.text(match.source));
    }
    if (match.destination != 0) {
      out.add(" dst-type ").add(match.notDestination ? "!" : "");
      out.add(TYPES.text(match.destination));
    }
    if (match.device != Device.ANY) {
      out.add(" limit-" + match.device.word());
    }
  }

  /**
   * The C tool has words for one side, the source where both are asked for, and for the types up to
   * PROHIBIT.
   */
  @Override
  public boolean translate(Data match, Translation out) {
    boolean source = match.source != 0;
    int bits = source ? match.source : match.destination;
    int known = bits & (1 << AddressType.THROW.ordinal()) - 1;
    String types = TYPES.text(known).toLowerCase(Locale.ROOT).replace(",", ", ");
    out.add(source ? "fib saddr " : "fib daddr ");
    out.add(match.device == Device.ANY ? "" : ". " + match.device.word().charAt(0) + "if ");
    out.add(match.notSource || match.notDestination ? "type != " : "type ");
    out.add(Integer.bitCount(bits) > 1 ? "{ " + types + " }" : types);
    return true;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    int input = Hook.PREROUTING.bit() | Hook.INPUT.bit();
    int output = Hook.POSTROUTING.bit() | Hook.OUTPUT.bit();
    boolean nowhere =
        match.device == Device.OUT && !context.onlyOwn(~input)
            || match.device == Device.IN && !context.onlyOwn(~output);
    int types = match.source | match.destination;
    boolean unknown =
        context.family() == Family.IPV6
            && (types >= 1 << AddressType.PROHIBIT.ordinal()
                || (types & (1 << AddressType.BLACKHOLE.ordinal())) != 0
                || (types & (1 << AddressType.BROADCAST.ordinal())) != 0);
    return nowhere || unknown ? Errno.EINVAL : null;
  }

  /** struct xt_addrtype_info_v1: the two sets of types, and flags. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(1, 8, Addrtype::write, Addrtype::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u16(0, match.source);
    out.u16(2, match.destination);
    out.u32(
        4,
        (match.notSource ? 1 : 0) | (match.notDestination ? 2 : 0) | match.device.ordinal() << 2);
  }

  private static Data read(StructBytes in) {
    int flags = in.known(in.u32(4), 15);
    return new Data(
        in.u16(0), (flags & 1) != 0, in.u16(2), (flags & 2) != 0, Device.values()[flags >> 2]);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    List<Condition> parts = new ArrayList<>();
    if (match.source != 0) {
      parts.add(
          AddressTypes.among(match.source, true, match.device, lowering.family())
              .not(match.notSource));
    }
    if (match.destination != 0) {
      parts.add(
          AddressTypes.among(match.destination, false, match.device, lowering.family())
              .not(match.notDestination));
    }
    return new Condition.All(parts);
  }
}
