package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -m eui64}: the source address ends in the interface identifier that is made of the
 * Ethernet source address (ip6t_eui64.c, revision 0).
 */
public final class Eui64 extends MatchDescriptor<Eui64.Data> {
  private static final int HOOKS = Hook.PREROUTING.bit() | Hook.INPUT.bit() | Hook.FORWARD.bit();

  public Eui64() {
    super("eui64", Family.IPV6, Data.class);
  }

  /** An int that means nothing. */
  public record Data() implements Match {
    @Override
    public String name() {
      return "eui64";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data();
  }

  @Override
  public void save(Data match, Words out) {}

  @Override
  public void list(Data match, Listing out) {
    // It prints nothing itself; iptables-legacy then prints the name.
    out.add(out.mode() == Mode.LEGACY ? "eui64 " : "");
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return context.onlyFrom(HOOKS) ? null : Errno.EINVAL;
  }

  /** An int that means nothing. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 4, Eui64::write, Eui64::read));
  }

  private static void write(Data match, StructBytes out) {}

  private static Data read(StructBytes in) {
    return new Data();
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return new Condition.Present(DerivedIdentifier.DERIVED);
  }
}
