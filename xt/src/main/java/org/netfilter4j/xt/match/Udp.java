package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.nft.NativeForm;
import org.netfilter4j.xt.nft.NativePorts;
import org.netfilter4j.xt.nft.Statement;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.PortRange;
import org.netfilter4j.xt.option.Ports;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m udp}: ports (xt_tcpudp.c, struct xt_udp, revision 0). */
public final class Udp extends MatchDescriptor<Udp.Data> implements NativeForm<Udp.Data> {
  private static final Option<PortRange> SOURCE =
      Option.of("source-port", Ports.resolved())
          .alias("sport")
          .allowInversion()
          .help("the source port, or from one to another");

  private static final Option<PortRange> DESTINATION =
      Option.of("destination-port", Ports.resolved())
          .alias("dport")
          .allowInversion()
          .help("the destination port");

  /** struct xt_udp. */
  public record Data(PortTest source, PortTest destination) implements Match {
    @Override
    public String name() {
      return "udp";
    }
  }

  private static final Data NOTHING = new Data(PortTest.ANY, PortTest.ANY);

  public Udp() {
    super("udp", Data.class, SOURCE, DESTINATION);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    Data match = new Data(PortTest.of(args, SOURCE), PortTest.of(args, DESTINATION));
    if (context.mode() == Mode.NFT
        && !match.equals(NOTHING)
        && context.protocol() != IpProtocol.UDP) {
      throw Rejected.parameter("UDP match requires '-p udp'");
    }
    return match;
  }

  @Override
  public void save(Data match, Words out) {
    match.source.save("sport", out);
    match.destination.save("dport", out);
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" udp");
    match.source.list("spt", "udp", out);
    match.destination.list("dpt", "udp", out);
  }

  /** The C tool takes the source port's "!" for the destination port's too. */
  @Override
  public boolean translate(Data match, Translation out) {
    match.source.translate("udp sport", out);
    new PortTest(match.destination.range(), match.source.inverted()).translate("udp dport", out);
    return true;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    // The kernel does not look at what nf_tables' own expressions say.
    boolean unchecked = context.mode() == Mode.NFT && !match.equals(NOTHING);
    return unchecked || context.onlyProtocol(IpProtocol.UDP) ? null : Errno.EINVAL;
  }

  @Override
  public boolean isSettled(Data match, int protocol) {
    return !(match.source.asks() || match.destination.asks())
        || (protocol == IpProtocol.UDP
            && NativePorts.isSettled(match.source)
            && NativePorts.isSettled(match.destination));
  }

  /** A use that asks for nothing goes as a struct. */
  @Override
  public boolean encode(Data match, List<Expression> out) {
    if (match.equals(NOTHING)) {
      return false;
    }
    NativePorts.encode(match.source, match.destination, out);
    return true;
  }

  @Override
  public @Nullable Data decode(Statement statement, int protocol, @Nullable Data earlier) {
    boolean source = NativePorts.testsSource(statement);
    boolean destination = NativePorts.testsDestination(statement);
    if (protocol != IpProtocol.UDP || !(source || destination)) {
      return null;
    }
    Data match = earlier == null ? NOTHING : earlier;
    return new Data(
        source ? NativePorts.source(statement, match.source) : match.source,
        destination ? NativePorts.destination(statement, match.destination) : match.destination);
  }

  @Override
  public boolean merges() {
    return true;
  }

  /** struct xt_udp: the ranges of source and destination ports, flags. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 10, Udp::write, Udp::read));
  }

  private static void write(Data match, StructBytes out) {
    match.source.range().write(out, 0);
    match.destination.range().write(out, 4);
    out.u8(8, (match.source.inverted() ? 1 : 0) | (match.destination.inverted() ? 2 : 0));
  }

  private static Data read(StructBytes in) {
    int inverted = in.known(in.u8(8), 3);
    return new Data(
        new PortTest(PortRange.read(in, 0), (inverted & 1) != 0),
        new PortTest(PortRange.read(in, 4), (inverted & 2) != 0));
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    if (lowering.mode() == Mode.NFT && !match.equals(NOTHING)) {
      List<Condition> parts =
          new ArrayList<>(match.source.nativeConditions(Field.Header.SOURCE_PORT));
      parts.addAll(match.destination.nativeConditions(Field.Header.DESTINATION_PORT));
      return new Condition.All(parts);
    }
    List<Condition> parts = new ArrayList<>(Headers.whole(8));
    parts.add(match.source.condition(Field.Header.SOURCE_PORT));
    parts.add(match.destination.condition(Field.Header.DESTINATION_PORT));
    parts.removeIf(Condition.ALWAYS::equals);
    return new Condition.All(parts);
  }
}
