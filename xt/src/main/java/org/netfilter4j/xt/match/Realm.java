package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.NamedMask;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m realm}: the realm of the packet's route (xt_realm.c, revision 0). */
public final class Realm extends MatchDescriptor<Realm.Data> {
  private static final String NAMES = "iproute2/rt_realms";
  private static final Option<NamedMask> REALM =
      Option.of("realm", NamedMask.syntax(NAMES))
          .allowInversion()
          .makeMandatory()
          .help("the route's realm under a mask, or its name");

  /** struct xt_realm_info. */
  public record Data(NamedMask realm, boolean inverted) implements Match {
    @Override
    public String name() {
      return "realm";
    }
  }

  public Realm() {
    super("realm", Family.IPV4, Data.class, REALM);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(REALM), args.inverted(REALM));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("realm", match.inverted, match.realm.text(NAMES, out.names()));
  }

  @Override
  public void list(Data match, Listing out) {
    Words words = out.words();
    words.not(match.inverted).add("realm").add(match.realm.text(NAMES, words.names()));
  }

  @Override
  public boolean translate(Data match, Translation out) {
    out.add("rtclassid ").join(match.realm.translation(match.inverted, NAMES, out.names()));
    return true;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return context.onlyFrom(~Hook.PREROUTING.bit()) ? null : Errno.EINVAL;
  }

  /** struct xt_realm_info: value, mask, whether inverted. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 12, Realm::write, Realm::read));
  }

  private static void write(Data match, StructBytes out) {
    match.realm.write(out, 0);
    out.flag(8, match.inverted);
  }

  private static Data read(StructBytes in) {
    return new Data(NamedMask.read(in, 0), in.flag(8));
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return new Condition.Unknown("realm", new Label("the realms of routes", "路由的 realm"));
  }
}
