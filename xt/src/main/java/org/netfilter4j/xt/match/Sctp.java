package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
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
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.PortRange;
import org.netfilter4j.xt.option.Ports;
import org.netfilter4j.xt.option.SctpChunks;

/**
 * {@code -m sctp}: ports and chunks (xt_sctp.c, revision 0). A packet whose chunks are cut short is
 * dropped; where chunks are asked for with "!", x_tables first counts it for the rule and does what
 * the target says, which is not done here.
 */
public final class Sctp extends MatchDescriptor<Sctp.Data> {
  /** The common header; chunks follow it. */
  private static final int HEADER = 12;

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
    if (match.chunks != null) {
      out.option(CHUNKS.name(), match.notChunks, match.chunks.text(false));
    }
  }

  @Override
  public void list(Data match, Listing out) {
    match.ports.list("sctp", out);
    if (match.chunks != null) {
      out.add(match.notChunks ? " ! " : " ").add(match.chunks.text(out.numeric()));
    }
  }

  @Override
  public boolean translate(Data match, Translation out) {
    match.ports.translate("sctp", out);
    boolean chunks = match.chunks == null || match.chunks.translate(match.notChunks, out);
    boolean nothing =
        match.chunks == null && match.ports.source() == null && match.ports.destination() == null;
    return chunks && !nothing;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return context.onlyProtocol(IpProtocol.SCTP) ? null : Errno.EINVAL;
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    List<Condition> parts = new ArrayList<>(Headers.whole(HEADER));
    match.ports.conditions(parts);
    if (match.chunks != null) {
      Walk walk = new Walk(match.chunks);
      parts.add(new Condition.Require(walk));
      parts.add(new Condition.Test(walk, Values.exactly(1)).not(match.notChunks));
    }
    return new Condition.All(parts);
  }

  /** 1 where the packet has those chunks, else 0; absent where a chunk is cut short or empty. */
  private record Walk(SctpChunks chunks) implements ExtensionHeader.Fact {
    @Override
    public Presence read(Context context, Cell into) {
      Packet packet = context.packet();
      into.number(0);
      int at = packet.transportOffset() + HEADER;
      int end = packet.length();
      do {
        if (at + 4 > end || packet.shortAt(at + 2) == 0) {
          return Presence.ABSENT;
        }
        boolean meant = chunks.contains(packet.byteAt(at), packet.byteAt(at + 1));
        if (chunks.kind() == SctpChunks.Kind.ANY && meant) {
          into.number(1);
          return Presence.PRESENT;
        }
        if (chunks.kind() == SctpChunks.Kind.ONLY && !meant) {
          return Presence.PRESENT;
        }
        at = next(packet, at);
      } while (at < end);
      boolean all = chunks.kind() != SctpChunks.Kind.ALL || hasAll(packet);
      into.number(chunks.kind() != SctpChunks.Kind.ANY && all ? 1 : 0);
      return Presence.PRESENT;
    }

    private boolean hasAll(Packet packet) {
      for (int type = 0; type < 256; type++) {
        if (!chunks.names(type)) {
          continue;
        }
        boolean found = false;
        int at = packet.transportOffset() + HEADER;
        while (at < packet.length() && !found) {
          found = packet.byteAt(at) == type && chunks.contains(type, packet.byteAt(at + 1));
          at = next(packet, at);
        }
        if (!found) {
          return false;
        }
      }
      return true;
    }

    /** Chunks are padded to multiples of 4 bytes. */
    private static int next(Packet packet, int at) {
      return at + ((packet.shortAt(at + 2) + 3) & ~3);
    }

    @Override
    public Label label() {
      String text = chunks.text(false);
      return new Label("SCTP chunks " + text, "SCTP 块 " + text);
    }
  }
}
