package org.netfilter4j.xt.match;

import java.util.List;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m quota}: until so many bytes have passed (xt_quota.c, revision 0). */
public final class Quota extends MatchDescriptor<Quota.Data> {
  private static final Option<Long> QUOTA =
      Option.of("quota", Syntaxes.number(0, -1L))
          .allowInversion()
          .makeMandatory()
          .help("so many bytes, from the network header on, and no more");

  public Quota() {
    super("quota", Data.class, QUOTA);
  }

  /**
   * The part of struct xt_quota_info that is the user's.
   *
   * @param bytes unsigned
   */
  public record Data(long bytes, boolean inverted) implements Match {
    @Override
    public String name() {
      return "quota";
    }

    private String text() {
      return Long.toUnsignedString(bytes);
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(QUOTA), args.inverted(QUOTA));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("quota", match.inverted, match.text());
  }

  /** The C tool does not show that a quota is inverted. */
  @Override
  public void list(Data match, Listing out) {
    out.add(" quota: " + match.text() + " bytes");
  }

  @Override
  public boolean translate(Data match, Translation out) {
    out.add("quota " + (match.inverted ? "over " : "") + match.text() + " bytes");
    return true;
  }

  /** struct xt_quota_info: a flag and the bytes; the rest is the kernel's. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 24, Quota::write, Quota::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u32(0, match.inverted ? 1 : 0);
    out.u64(8, match.bytes);
  }

  private static Data read(StructBytes in) {
    return new Data(in.u64(8), in.known(in.u32(0), 1) != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    Rest rest = lowering.state(Rest.class, () -> new Rest(match.bytes));
    Label label = new Label("a quota of " + match.text() + " bytes", "配额 " + match.text() + " 字节");
    return new Condition.Probe(new SpentQuota(rest, label)).not(match.inverted);
  }

  /** The bytes that are left, unsigned. */
  static final class Rest {
    private long bytes;

    Rest(long bytes) {
      this.bytes = bytes;
    }

    /** A packet that does not fit ends the quota for smaller ones too. */
    boolean spend(long length) {
      boolean enough = Long.compareUnsigned(bytes, length) >= 0;
      bytes = enough ? bytes - length : 0;
      return enough;
    }
  }
}
