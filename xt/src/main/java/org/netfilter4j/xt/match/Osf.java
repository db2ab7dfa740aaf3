package org.netfilter4j.xt.match;

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

/**
 * {@code -m osf}: the sender's operating system, as the first packet of a TCP connection gives it
 * away (xt_osf.c; IPv4 alone).
 */
public final class Osf extends MatchDescriptor<Osf.Data> {
  private static final int HOOKS = Hook.INPUT.bit() | Hook.PREROUTING.bit() | Hook.FORWARD.bit();
  private static final int SYN = 2;

  private static final Option<String> GENRE =
      Option.of("genre", new CutText(31, 0, "name"))
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

  /** Only a packet with SYN is looked at. */
  @Override
  public Condition condition(Data match, Lowering lowering) {
    return Condition.all(
        new Condition.Test(Field.Header.TCP_FLAGS, new Values.AnyBit(SYN)),
        new Condition.Unknown(name(), new Label("the fingerprints that were loaded", "已加载的系统指纹库")));
  }
}
