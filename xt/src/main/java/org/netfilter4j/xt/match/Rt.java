package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.AddressList6;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m rt}: the IPv6 routing header (ip6t_rt.c, revision 0). */
public final class Rt extends MatchDescriptor<Rt.Data> {
  static final ExtensionHeader HEADER = ExtensionHeader.ROUTING;

  /** IP6T_RT_*. */
  private static final int HAS_TYPE = 1;

  private static final int HAS_SEGMENTS = 2;
  private static final int HAS_LENGTH = 4;
  private static final int HAS_RESERVED = 8;
  private static final int HAS_ADDRESSES = 16;
  private static final int IS_NOT_STRICT = 32;
  private static final Syntax<Long> NUMBER = Syntaxes.number(0, 0xffff_ffffL);
  private static final Option<Long> TYPE =
      Option.of("rt-type", NUMBER).allowInversion().help("the type of routing");
  private static final Option<Interval> SEGMENTS =
      Option.of("rt-segsleft", Interval.syntax()).allowInversion().help("segments left");
  private static final Option<Long> LENGTH =
      Option.of("rt-len", NUMBER).allowInversion().help("the header's length in bytes");
  private static final Option<Boolean> RESERVED =
      Option.flag("rt-0-res").help("the reserved field is 0 (type 0)");
  private static final Option<List<Address>> ADDRESSES =
      Option.of("rt-0-addrs", AddressList6.SYNTAX).help("all addresses (type 0)");
  private static final Option<Boolean> NOT_STRICT =
      Option.flag("rt-0-not-strict").help("these are some of the addresses, in this order");

  public Rt() {
    super("rt", Family.IPV6, Data.class, TYPE, SEGMENTS, LENGTH, RESERVED, ADDRESSES, NOT_STRICT);
  }

  /**
   * struct ip6t_rt.
   *
   * @param length in bytes
   * @param addresses none where they are not looked at
   */
  public record Data(
      IntervalTest type,
      IntervalTest segments,
      IntervalTest length,
      boolean reserved,
      List<Address> addresses,
      boolean notStrict)
      implements Match {
    public Data {
      addresses = List.copyOf(addresses);
    }

    @Override
    public String name() {
      return "rt";
    }

    private String addressText() {
      return addresses.stream().map(Address::toString).collect(Collectors.joining(","));
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    boolean zero = false;
    boolean listed = false;
    for (Args.Use<?> use : args.uses()) {
      String name = use.option().name();
      if ((name.equals(RESERVED.name()) || name.equals(ADDRESSES.name())) && !zero) {
        throw Rejected.parameter("`--rt-type 0' required before `--" + name + "'");
      }
      if (name.equals(NOT_STRICT.name()) && !listed) {
        throw Rejected.parameter("`--rt-0-addr ...' required before `--rt-0-not-strict'");
      }
      zero |= name.equals(TYPE.name()) && use.value().equals(0L) && !use.inverted();
      listed |= name.equals(ADDRESSES.name());
    }
    return new Data(
        IntervalTest.number(args, TYPE),
        IntervalTest.of(args, SEGMENTS),
        IntervalTest.number(args, LENGTH),
        args.has(RESERVED),
        args.get(ADDRESSES, List.of()),
        args.has(NOT_STRICT));
  }

  @Override
  public void save(Data match, Words out) {
    match.type.save(TYPE, out);
    match.segments.save(SEGMENTS, out);
    match.length.save(LENGTH, out);
    if (match.reserved) {
      out.option(RESERVED.name(), false);
    }
    if (!match.addresses().isEmpty()) {
      out.option(ADDRESSES.name(), match.addressText());
    }
    if (match.notStrict) {
      out.option(NOT_STRICT.name(), false);
    }
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" rt");
    if (match.type.isGiven()) {
      // The C tool prints it as a signed number.
      out.add(match.type.inverted() ? " type:!" : " type:")
          .add((int) match.type.range().low() + "");
    }
    match.segments.list(" segsleft", out);
    match.length.list(" length", out);
    out.add(match.reserved ? " reserved" : "");
    out.add(match.addresses().isEmpty() ? "" : " 0-addrs " + match.addressText());
    out.add(match.notStrict ? " 0-not-strict" : "");
  }

  @Override
  public boolean translate(Data match, Translation out) {
    match.type.translate("rt type", out);
    match.segments.translate("rt seg-left", out);
    match.length.translate("rt hdrlength", out);
    return !match.reserved && match.addresses().isEmpty();
  }

  /** struct ip6t_rt: type, range of segments, length, flags, what is inverted, 16 addresses. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 280, Rt::write, Rt::read));
  }

  private static void write(Data match, StructBytes out) {
    // Segments that were not asked for are all numbers in the struct too.
    int flags = match.segments.isGiven() ? HAS_SEGMENTS : 0;
    if (match.type.isGiven()) {
      flags |= HAS_TYPE;
      out.u32(0, match.type.range().low());
    }
    match.segments.write(out, 4);
    if (match.length.isGiven()) {
      flags |= HAS_LENGTH;
      out.u32(12, match.length.range().low());
    }
    flags |= (match.reserved ? HAS_RESERVED : 0) | (match.notStrict ? IS_NOT_STRICT : 0);
    out.u8(16, flags | (match.addresses.isEmpty() ? 0 : HAS_ADDRESSES));
    int inverted = match.type.inverted() ? HAS_TYPE : 0;
    inverted |= match.segments.inverted() ? HAS_SEGMENTS : 0;
    out.u8(17, inverted | (match.length.inverted() ? HAS_LENGTH : 0));
    for (int i = 0; i < match.addresses.size(); i++) {
      out.address(20 + 16 * i, match.addresses.get(i));
    }
    out.u8(276, match.addresses.size());
  }

  private static Data read(StructBytes in) {
    int flags = in.known(in.u8(16), 63);
    int inverted = in.known(in.u8(17), flags & 7);
    List<Address> addresses = new ArrayList<>();
    if (in.flag(276) != ((flags & HAS_ADDRESSES) != 0)) {
      throw new IllegalArgumentException(in.u8(276) + " addresses");
    }
    for (int i = 0; i < in.u8(276); i++) {
      addresses.add(in.address(20 + 16 * i, Family.IPV6));
    }
    return new Data(
        IntervalTest.read(in, 0, 0, (flags & HAS_TYPE) != 0, (inverted & HAS_TYPE) != 0),
        IntervalTest.read(in, 4, 8, (flags & HAS_SEGMENTS) != 0, (inverted & HAS_SEGMENTS) != 0),
        IntervalTest.read(in, 12, 12, (flags & HAS_LENGTH) != 0, (inverted & HAS_LENGTH) != 0),
        (flags & HAS_RESERVED) != 0,
        addresses,
        (flags & IS_NOT_STRICT) != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    Field whole = HEADER.length();
    Field segments = HEADER.part(3, 1, "segments left", "剩余段数");
    List<Condition> parts = new ArrayList<>(List.of(HEADER.whole()));
    parts.add(new Condition.Present(whole));
    parts.add(match.segments.condition(segments));
    if (match.length.isGiven()) {
      parts.add(match.length.condition(whole));
    }
    if (match.type.isGiven()) {
      parts.add(match.type.condition(HEADER.part(2, 1, "routing type", "路由类型")));
    }
    if (match.reserved) {
      Field reserved = HEADER.part(4, 4, "reserved field", "保留字段");
      parts.add(new Condition.Test(reserved, Values.exactly(0)));
    }
    int count = match.addresses().size();
    if (match.notStrict) {
      parts.add(new Condition.Present(new RoutedInOrder(match.addresses())));
    } else if (count > 0) {
      parts.add(new Condition.Test(whole, new Values.Range(8 + 16 * count, 23 + 16 * count)));
      for (int i = 0; i < count; i++) {
        Field address = HEADER.part(8 + 16 * i, 16, "address " + (i + 1), "第 " + (i + 1) + " 个地址");
        parts.add(
            new Condition.Test(
                address, new Values.Network(MaskedAddress.of(match.addresses().get(i)))));
      }
    }
    return new Condition.All(parts);
  }
}
