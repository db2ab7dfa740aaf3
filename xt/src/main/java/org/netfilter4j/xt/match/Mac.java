package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.MacAddress;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m mac}: the Ethernet source address (xt_mac.c, revision 0). */
public final class Mac extends MatchDescriptor<Mac.Data> {
  private static final int HOOKS = Hook.PREROUTING.bit() | Hook.INPUT.bit() | Hook.FORWARD.bit();

  private static final Option<MacAddress> SOURCE =
      Option.of("mac-source", MacAddress.syntax())
          .allowInversion()
          .makeMandatory()
          .help("the Ethernet address it came from");

  /** struct xt_mac_info. */
  public record Data(MacAddress source, boolean inverted) implements Match {
    @Override
    public String name() {
      return "mac";
    }
  }

  public Mac() {
    super("mac", Data.class, SOURCE);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(SOURCE), args.inverted(SOURCE));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("mac-source", match.inverted, match.source.toString());
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(match.inverted ? " MAC ! " : " MAC ").add(match.source.toString());
  }

  @Override
  public boolean translate(Data match, Translation out) {
    out.test("ether saddr", match.inverted, match.source.toString());
    return true;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return context.onlyFrom(HOOKS) ? null : Errno.EINVAL;
  }

  /** struct xt_mac_info: the address, and whether it is inverted. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 12, Mac::write, Mac::read));
  }

  private static void write(Data match, StructBytes out) {
    out.network16(0, (int) (match.source.number() >>> 32));
    out.network32(2, match.source.number());
    out.u32(8, match.inverted ? 1 : 0);
  }

  private static Data read(StructBytes in) {
    return new Data(new MacAddress((long) in.network16(0) << 32 | in.network32(2)), in.u32(8) != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return Condition.all(
        new Condition.Present(Field.Header.MAC_SOURCE),
        new Condition.Test(Field.Header.MAC_SOURCE, Values.exactly(match.source.number()))
            .not(match.inverted));
  }
}
