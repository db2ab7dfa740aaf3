package org.netfilter4j.xt.match;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.BytePattern;
import org.netfilter4j.xt.option.Offer;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Spelled;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m string}: bytes that stand anywhere in the packet (xt_string.c, revision 1). */
public final class StringMatch extends MatchDescriptor<StringMatch.Data> {
  private static final int MAX_OFFSET = 0xffff;

  /** XT_STRING_MAX_ALGO_NAME_SIZE without the final zero. */
  private static final int ALGORITHM_BYTES = 15;

  private static final Option<Integer> FROM =
      Option.of("from", Syntaxes.integer(0, MAX_OFFSET)).help("first offset, from the IP header");
  private static final Option<Integer> TO =
      Option.of("to", Syntaxes.integer(0, MAX_OFFSET)).help("offset where the search ends");
  private static final Option<String> ALGORITHM =
      Option.of("algo", algorithm().offering(Offer.one(List.of("bm", "kmp"))))
          .makeMandatory()
          .help("bm (Boyer-Moore) or kmp");
  private static final Option<Boolean> IGNORE_CASE =
      Option.flag("icase").help("letters count in either case");
  private static final Option<String> TEXT =
      Option.of("string", BytePattern.text())
          .allowInversion()
          .exclude("hex-string")
          .help("the bytes, as text");
  private static final Option<String> HEXADECIMAL =
      Option.of("hex-string", BytePattern.hexadecimal())
          .allowInversion()
          .exclude("string")
          .help("the same, with |0d 0a| for what is no text");

  /** The field has 15 bytes and a NUL. The kernel knows what algorithms there are. */
  private static Spelled<String> algorithm() {
    return Spelled.of(
        "name",
        text -> text.substring(0, Math.min(text.length(), ALGORITHM_BYTES)),
        List.of("bm", "kmp"),
        List.of("fsm", "BM", "none", "", "x".repeat(20)));
  }

  /**
   * struct xt_string_info.
   *
   * @param pattern a character for each byte
   */
  public record Data(
      int from, int to, String algorithm, String pattern, boolean inverted, boolean ignoreCase)
      implements Match {
    @Override
    public String name() {
      return "string";
    }
  }

  public StringMatch() {
    super("string", Data.class, FROM, TO, ALGORITHM, TEXT, HEXADECIMAL, IGNORE_CASE);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    Option<String> given = args.has(TEXT) ? TEXT : HEXADECIMAL;
    String pattern = args.get(given);
    if (pattern == null) {
      throw Rejected.parameter("STRING match: You must specify `--string' or `--hex-string'");
    }
    return new Data(
        args.get(FROM, 0),
        args.get(TO, MAX_OFFSET),
        args.require(ALGORITHM),
        pattern,
        args.inverted(given),
        args.has(IGNORE_CASE));
  }

  @Override
  public void save(Data match, Words out) {
    String option = BytePattern.needsHexadecimal(match.pattern) ? "hex-string" : "string";
    out.option(option, match.inverted, BytePattern.quoted(match.pattern));
    out.option("algo", match.algorithm);
    if (match.from != 0) {
      out.option("from", Integer.toString(match.from));
    }
    if (match.to != MAX_OFFSET) {
      out.option("to", Integer.toString(match.to));
    }
    if (match.ignoreCase) {
      out.option("icase", false);
    }
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(match.inverted ? " STRING match ! " : " STRING match  ");
    out.add(BytePattern.quoted(match.pattern)).add(" ALGO name " + match.algorithm);
    out.add(match.from == 0 ? "" : " FROM " + match.from);
    out.add(match.to == MAX_OFFSET ? "" : " TO " + match.to);
    out.add(match.ignoreCase ? " ICASE" : "");
  }

  /** What fsm would look for is no bytes, and no text of the tool's makes one of its patterns. */
  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    if (match.from > match.to || match.pattern.isEmpty()) {
      return Errno.EINVAL;
    }
    return switch (match.algorithm) {
      case "bm", "kmp" -> null;
      case "fsm" -> Errno.EINVAL;
      default -> Errno.ENOENT;
    };
  }

  /** struct xt_string_info: offsets, algorithm, pattern, flags; the rest is the kernel's. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(1, 160, StringMatch::write, StringMatch::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u16(0, match.from);
    out.u16(2, match.to);
    out.text(4, ALGORITHM_BYTES, match.algorithm);
    out.bytes(20, match.pattern.getBytes(StandardCharsets.ISO_8859_1));
    out.u8(148, match.pattern.length());
    out.u8(149, (match.inverted ? 1 : 0) | (match.ignoreCase ? 2 : 0));
  }

  private static Data read(StructBytes in) {
    int flags = in.known(in.u8(149), 3);
    return new Data(
        in.u16(0),
        in.u16(2),
        in.text(4, ALGORITHM_BYTES),
        new String(in.bytes(20, in.u8(148)), StandardCharsets.ISO_8859_1),
        (flags & 1) != 0,
        (flags & 2) != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    BoyerMoore search =
        match.algorithm.equals("bm") ? new BoyerMoore(match.pattern, match.ignoreCase) : null;
    return new Condition.Test(new PatternFound(match, search), Values.exactly(1))
        .not(match.inverted);
  }
}
