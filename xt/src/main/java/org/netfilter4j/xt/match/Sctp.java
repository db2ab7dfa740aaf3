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
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.PortRange;
import org.netfilter4j.xt.option.Ports;
import org.netfilter4j.xt.option.SctpChunks;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -m sctp}: ports and chunks (xt_sctp.c, revision 0). A packet whose chunks are cut short is
 * dropped; where chunks are asked for with "!", x_tables first counts it for the rule and does what
 * the target says, which is not done here.
 */
public final class Sctp extends MatchDescriptor<Sctp.Data> {
  /** The common header; chunks follow it. */
  static final int HEADER = 12;

  /** XT_SCTP_CHUNK_TYPES. */
  private static final int HAS_CHUNKS = 4;

  private static final Option<PortRange> SOURCE = GivenPorts.sourceOption(Ports.range("sctp"));
  private static final Option<PortRange> DESTINATION =
      GivenPorts.destinationOption(Ports.range("sctp"));
  private static final Option<SctpChunks> CHUNKS =
      Option.of("chunk-types", SctpChunks.syntax())
          .allowInversion()
          .help("any, all or only of these chunks are there: " + SctpChunks.names());

  public Sctp() {
    super("sctp", Data.class, SOURCE, DESTINATION, CHUNKS);
  }

  /** struct xt_sctp_info. */
  public record Data(GivenPorts ports, @Nullable SctpChunks chunks, boolean notChunks)
      implements Match {
    @Override
    public String name() {
      return "sctp";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(
        GivenPorts.of(args, SOURCE, DESTINATION), args.get(CHUNKS), args.inverted(CHUNKS));
  }

  @Override
  public void save(Data match, Words out) {
    match.ports.save(out);
    if (match.chunks() != null) {
      out.option(CHUNKS.name(), match.notChunks, match.chunks().text(false));
    }
  }

  @Override
  public void list(Data match, Listing out) {
    match.ports.list("sctp", out);
    if (match.chunks() != null) {
      out.add(match.notChunks ? " ! " : " ").add(match.chunks().text(out.numeric()));
    }
  }

  @Override
  public boolean translate(Data match, Translation out) {
    match.ports.translate("sctp", out);
    boolean chunks = match.chunks() == null || match.chunks().translate(match.notChunks, out);
    boolean nothing =
        match.chunks() == null && match.ports.source() == null && match.ports.destination() == null;
    return chunks && !nothing;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return context.onlyProtocol(IpProtocol.SCTP) ? null : Errno.EINVAL;
  }

  /** struct xt_sctp_info: ports, chunks with the flags of some, what is asked, what is inverted. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 292, Sctp::write, Sctp::read));
  }

  private static void write(Data match, StructBytes out) {
    int asked = match.ports.write(out);
    if (match.chunks == null) {
      SctpChunks.writeNoFlags(0, 8, out);
    } else {
      match.chunks.write(8, out);
    }
    out.u32(284, asked | (match.chunks == null ? 0 : HAS_CHUNKS));
    out.u32(288, match.ports.inverted() | (match.notChunks ? HAS_CHUNKS : 0));
  }

  private static Data read(StructBytes in) {
    int asked = in.known(in.u32(284), 7);
    int inverted = in.known(in.u32(288), asked);
    return new Data(
        GivenPorts.read(in, asked, inverted),
        (asked & HAS_CHUNKS) == 0 ? null : SctpChunks.read(in, 8),
        (inverted & HAS_CHUNKS) != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    List<Condition> parts = new ArrayList<>(Headers.whole(HEADER));
    match.ports.conditions(parts);
    if (match.chunks() != null) {
      ChunkWalk walk = new ChunkWalk(match.chunks());
      parts.add(new Condition.Require(walk));
      parts.add(new Condition.Test(walk, Values.exactly(1)).not(match.notChunks));
    }
    return new Condition.All(parts);
  }
}
