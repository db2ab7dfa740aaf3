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
    match.types.save(TYPE, out);
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
