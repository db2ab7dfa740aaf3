package org.netfilter4j.xt.match;

import java.util.List;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m pkttype}: to whom the link layer sent the packet (xt_pkttype.c, revision 0). */
public final class Pkttype extends MatchDescriptor<Pkttype.Data> {
  /** PACKET_LOOPBACK: a copy of a broadcast or multicast that the host sent to itself. */
  private static final int LOOPBACK = 5;

  private static final Values IPV4_MULTICAST =
      new Values.Network(MaskedAddress.of(Address.ipv4(0xe000_0000L), 4));

  private static final Option<Type> TYPE =
      Option.of("pkt-type", PacketType.TYPE)
          .allowInversion()
          .makeMandatory()
          .help("to whom the link layer sent it");

  /** PACKET_*, in the order of their numbers. */
  public enum Type {
    UNICAST("unicast", "host"),
    BROADCAST("broadcast", "bcast"),
    MULTICAST("multicast", "mcast"),
    OTHERHOST("otherhost", "otherhost");

    final String word;
    final String alias;

    Type(String word, String alias) {
      this.word = word;
      this.alias = alias;
    }
  }

  /** struct xt_pkttype_info. */
  public record Data(Type packetType, boolean inverted) implements Match {
    @Override
    public String name() {
      return "pkttype";
    }
  }

  public Pkttype() {
    super("pkttype", Data.class, TYPE);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(TYPE), args.inverted(TYPE));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("pkt-type", match.inverted, match.packetType.word);
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(match.inverted ? " PKTTYPE != " : " PKTTYPE = ").add(match.packetType.word);
  }

  @Override
  public boolean translate(Data match, Translation out) {
    String type = match.packetType == Type.OTHERHOST ? "3" : match.packetType.word;
    out.test("pkttype", match.inverted, type);
    return true;
  }

  /** struct xt_pkttype_info: the type and whether it is inverted. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 8, Pkttype::write, Pkttype::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u32(0, match.packetType.ordinal());
    out.u32(4, match.inverted ? 1 : 0);
  }

  private static Data read(StructBytes in) {
    return new Data(Type.values()[in.s32(0)], in.s32(4) != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    Condition named =
        new Condition.Test(Field.Meta.PACKET_TYPE, Values.exactly(match.packetType.ordinal()));
    Condition loop = new Condition.Test(Field.Meta.PACKET_TYPE, Values.exactly(LOOPBACK));
    Condition multicast =
        lowering.family() == Family.IPV6
            ? Condition.ALWAYS
            : new Condition.Test(Field.Header.DESTINATION_ADDRESS, IPV4_MULTICAST);
    Condition test =
        switch (match.packetType) {
          case UNICAST, OTHERHOST -> named;
          case MULTICAST -> Condition.any(Condition.all(loop, multicast), named);
          case BROADCAST -> Condition.any(Condition.all(loop, new Condition.Not(multicast)), named);
        };
    return test.not(match.inverted);
  }
}
