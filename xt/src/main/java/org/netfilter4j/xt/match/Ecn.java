package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m ecn}: explicit congestion notification in IP and TCP (xt_ecn.c, RFC 3168). */
public final class Ecn extends MatchDescriptor<Ecn.Data> {
  private static final Option<Boolean> CWR =
      Option.flag("ecn-tcp-cwr").allowInversion().help("TCP's CWR bit is set");
  private static final Option<Boolean> ECE =
      Option.flag("ecn-tcp-ece").allowInversion().help("TCP's ECE bit is set");
  private static final Option<Integer> ECT =
      Option.of("ecn-ip-ect", Syntaxes.integer(0, 3))
          .allowInversion()
          .help("the code point of IP: 0 not ECT, 1 ECT(1), 2 ECT(0), 3 CE");

  private static final List<String> POINTS = List.of("not-ect", "ect1", "ect0", "ce");

  /** Whether something is asked, and whether with "!". */
  public record Asked(boolean asked, boolean inverted) {
    static Asked of(Args args, Option<?> option) {
      return new Asked(args.has(option), args.inverted(option));
    }

    static Asked of(int asked, int inverted, int bit) {
      return new Asked((asked & bit) != 0, (inverted & bit) != 0);
    }

    private int bit(int bit, boolean whetherAsked) {
      return (whetherAsked ? asked : inverted) ? bit : 0;
    }

    private String not() {
      return inverted ? "!" : "";
    }
  }

  /**
   * struct xt_ecn_info, revision 0.
   *
   * @param point the code point of IP; 0 where it is not asked for
   */
  public record Data(Asked ece, Asked cwr, Asked ip, int point) implements Match {
    @Override
    public String name() {
      return "ecn";
    }
  }

  public Ecn() {
    super("ecn", Data.class, CWR, ECE, ECT);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    if (args.uses().isEmpty()) {
      throw Rejected.parameter("ECN match: some option required");
    }
    Asked ip = Asked.of(args, ECT);
    return new Data(Asked.of(args, ECE), Asked.of(args, CWR), ip, args.get(ECT, 0));
  }

  @Override
  public void save(Data match, Words out) {
    if (match.ece.asked) {
      out.option("ecn-tcp-ece", match.ece.inverted);
    }
    if (match.cwr.asked) {
      out.option("ecn-tcp-cwr", match.cwr.inverted);
    }
    if (match.ip.asked) {
      out.option("ecn-ip-ect", match.ip.inverted, Integer.toString(match.point));
    }
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" ECN match");
    out.add(match.ece.asked ? " " + match.ece.not() + "ECE" : "");
    out.add(match.cwr.asked ? " " + match.cwr.not() + "CWR" : "");
    out.add(match.ip.asked ? " " + match.ip.not() + "ECT=" + match.point : "");
  }

  /** The C tool inverts all parts where one is inverted, and says ip in both families. */
  @Override
  public boolean translate(Data match, Translation out) {
    boolean not = match.ece.inverted || match.cwr.inverted || match.ip.inverted;
    if (match.ece.asked) {
      out.test("tcp flags", not, "ecn");
    }
    if (match.cwr.asked) {
      out.test("tcp flags", not, "cwr");
    }
    if (match.ip.asked) {
      out.test("ip ecn", not, POINTS.get(match.point));
    }
    return true;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    boolean tcp = match.ece.asked || match.cwr.asked;
    return tcp && !context.onlyProtocol(IpProtocol.TCP) ? Errno.EINVAL : null;
  }

  /** struct xt_ecn_info: what is asked, what inverted, the code point. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 4, Ecn::write, Ecn::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u8(0, match.ip.bit(1, true) | match.ece.bit(16, true) | match.cwr.bit(32, true));
    out.u8(1, match.ip.bit(1, false) | match.ece.bit(16, false) | match.cwr.bit(32, false));
    out.u8(2, match.point);
  }

  private static Data read(StructBytes in) {
    int asked = in.known(in.u8(0), 49);
    int inverted = in.known(in.u8(1), asked);
    return new Data(
        Asked.of(asked, inverted, 16),
        Asked.of(asked, inverted, 32),
        Asked.of(asked, inverted, 1),
        in.known(in.u8(2), 3));
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    List<Condition> parts = new ArrayList<>();
    if (match.ip.asked) {
      Values point = new Values.Masked(match.point, 3);
      parts.add(new Condition.Test(Field.Header.TOS, point).not(match.ip.inverted));
    }
    if (match.ece.asked || match.cwr.asked) {
      parts.add(new Condition.Present(TcpHeader.FLAGS));
    }
    if (match.ece.asked) {
      parts.add(flag(0x40).not(match.ece.inverted));
    }
    if (match.cwr.asked) {
      parts.add(flag(0x80).not(match.cwr.inverted));
    }
    return new Condition.All(parts);
  }

  private static Condition flag(int bit) {
    return new Condition.Test(TcpHeader.FLAGS, new Values.AnyBit(bit));
  }
}
