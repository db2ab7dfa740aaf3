package org.netfilter4j.xt.match;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.CutText;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -m osf}: the sender's operating system, as the first packet of a TCP connection gives it
 * away (xt_osf.c; IPv4 alone).
 */
public final class Osf extends MatchDescriptor<Osf.Data> {
  private static final int HOOKS = Hook.INPUT.bit() | Hook.PREROUTING.bit() | Hook.FORWARD.bit();
  private static final int SYN = 2;

  /** XT_OSF_*, and MAXGENRELEN without the final zero. */
  private static final int HAS_TTL = 2;

  private static final int HAS_LOG = 4;
  private static final int INVERT = 8;
  private static final int GENRE_BYTES = 31;

  private static final Option<String> GENRE =
      Option.of("genre", new CutText(GENRE_BYTES, 0, "name"))
          .allowInversion()
          .makeMandatory()
          .help("the system, as the fingerprints call it");
  private static final Option<Integer> TTL =
      Option.of("ttl", Syntaxes.integer(0, 2))
          .help("the TTL must be the same (0), or lower (1), or does not count (2)");
  private static final Option<Integer> LOG =
      Option.of("log", Syntaxes.integer(0, 2))
          .help("logs all packets (0), the first find (1), all finds (2)");

  public Osf() {
    super("osf", Family.IPV4, Data.class, GENRE, TTL, LOG);
  }

  /** struct xt_osf_info; what was not given is null. */
  public record Data(String genre, boolean inverted, @Nullable Integer ttl, @Nullable Integer log)
      implements Match {
    @Override
    public String name() {
      return "osf";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(GENRE), args.inverted(GENRE), args.get(TTL), args.get(LOG));
  }

  @Override
  public void save(Data match, Words out) {
    out.option(GENRE.name(), match.inverted, match.genre);
    if (match.ttl != null) {
      out.option(TTL.name(), match.ttl.toString());
    }
    if (match.log != null) {
      out.option(LOG.name(), match.log.toString());
    }
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" OS fingerprint match ").add(match.inverted ? "! " : "").add(match.genre);
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    boolean fits = context.onlyProtocol(IpProtocol.TCP) && context.onlyFrom(HOOKS);
    return fits ? null : Errno.EINVAL;
  }

  /** struct xt_osf_info: the genre and its length, flags, what is logged, how TTLs are compared. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 48, Osf::write, Osf::read));
  }

  private static void write(Data match, StructBytes out) {
    out.text(0, GENRE_BYTES, match.genre);
    out.u32(32, match.genre.getBytes(StandardCharsets.UTF_8).length);
    int flags = match.inverted ? INVERT : 0;
    if (match.log != null) {
      flags |= HAS_LOG;
      out.u32(40, match.log);
    }
    if (match.ttl != null) {
      flags |= HAS_TTL;
      out.u32(44, match.ttl);
    }
    out.u32(36, flags);
  }

  private static Data read(StructBytes in) {
    int flags = in.known(in.u32(36), 14);
    return new Data(
        in.text(0, GENRE_BYTES + 1),
        (flags & INVERT) != 0,
        (flags & HAS_TTL) == 0 ? null : Integer.valueOf(in.s32(44)),
        (flags & HAS_LOG) == 0 ? null : Integer.valueOf(in.s32(40)));
  }

  /** Only a packet with SYN is looked at. */
  @Override
  public Condition condition(Data match, Lowering lowering) {
    return Condition.all(
        new Condition.Test(Field.Header.TCP_FLAGS, new Values.AnyBit(SYN)),
        new Condition.Unknown(name(), new Label("the fingerprints that were loaded", "已加载的系统指纹库")));
  }
}
