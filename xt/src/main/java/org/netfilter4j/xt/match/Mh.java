package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.MobilityTypes;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m mh}: the type of a Mobile IPv6 message (ip6t_mh.c, revision 0). */
public final class Mh extends MatchDescriptor<Mh.Data> {
  private static final Option<Interval> TYPE =
      Option.of("mh-type", MobilityTypes.SYNTAX)
          .allowInversion()
          .help("a type in numbers or one of these: " + MobilityTypes.names());

  public Mh() {
    super("mh", Family.IPV6, Data.class, TYPE);
  }

  /**
   * struct ip6t_mh.
   *
   * @param types from 0 to 255, of which all are {@link Interval#ALL}
   */
  public record Data(IntervalTest types) implements Match {
    @Override
    public String name() {
      return "mh";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(new IntervalTest(args.get(TYPE, Interval.ALL), args.inverted(TYPE), true));
  }

  @Override
  public void save(Data match, Words out) {
    if (!match.types.range().isAll()) {
      match.types.save(TYPE, out);
    } else if (match.types.inverted() && out.isExact()) {
      out.option(TYPE.name(), true, "0:" + MobilityTypes.MAX);
    }
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" mh");
    if (!match.types.range().isAll() || match.types.inverted()) {
      out.add(match.types.inverted() ? " !" : " ");
      out.add(MobilityTypes.text(match.types.range(), out.numeric()));
    }
  }

  @Override
  public boolean translate(Data match, Translation out) {
    match.types.translate("mh type", out);
    return true;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return context.onlyProtocol(IpProtocol.MOBILITY) ? null : Errno.EINVAL;
  }

  /** struct ip6t_mh: the ends of the range of types, a byte each, and its flags. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 3, Mh::write, Mh::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u8(0, (int) match.types.range().low());
    out.u8(1, (int) match.types.range().high());
    out.flag(2, match.types.inverted());
  }

  private static Data read(StructBytes in) {
    Interval types = new Interval(in.u8(0), in.u8(1));
    boolean all = types.low() == 0 && types.high() == MobilityTypes.MAX;
    boolean inverted = in.known(in.u8(2), 1) != 0;
    return new Data(new IntervalTest(all ? Interval.ALL : types, inverted, true));
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    List<Condition> whole = Headers.whole(6);
    Field type = new Field.Slice(Field.Slice.Base.TRANSPORT, 2, 1);
    return Condition.all(
        whole.getFirst(),
        whole.getLast(),
        new Condition.Require(Lonely.LONELY),
        match.types.condition(type));
  }

  /** Present where nothing follows the mobility header, as RFC 6275 6.1.1 asks. */
  private enum Lonely implements ExtensionHeader.Fact {
    LONELY;

    @Override
    public Presence read(Context context, Cell into) {
      Packet packet = context.packet();
      boolean last = packet.byteAt(packet.transportOffset()) == IpProtocol.NO_NEXT_HEADER;
      into.number(IpProtocol.NO_NEXT_HEADER);
      return last ? Presence.PRESENT : Presence.ABSENT;
    }

    @Override
    public Label label() {
      return new Label("mobility header at the end", "位于末尾的移动首部");
    }
  }
}
