package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.InterfacePattern;
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
import org.netfilter4j.xt.option.InterfaceName;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m physdev}: the ports of a bridged packet (xt_physdev.c, revision 0). */
public final class Physdev extends MatchDescriptor<Physdev.Data> {
  private static final Option<String> IN =
      Option.of("physdev-in", InterfaceName.SYNTAX)
          .allowInversion()
          .help("the bridge port it came in by");

  private static final Option<String> OUT =
      Option.of("physdev-out", InterfaceName.SYNTAX)
          .allowInversion()
          .help("the bridge port it goes out by");

  private static final Option<Boolean> IS_IN =
      Option.flag("physdev-is-in").allowInversion().help("it came in by a bridge port");

  private static final Option<Boolean> IS_OUT =
      Option.flag("physdev-is-out").allowInversion().help("it goes out by a bridge port");

  private static final Option<Boolean> IS_BRIDGED =
      Option.flag("physdev-is-bridged").allowInversion().help("it is bridged and not routed");

  /** In the order in which they are printed. */
  private static final List<Option<?>> PRINTED = List.of(IS_IN, IN, IS_OUT, OUT, IS_BRIDGED);

  /** XT_PHYSDEV_OP_* of each. */
  private static final int[] BITS = {8, 1, 16, 2, 4};

  /** One flag of struct xt_physdev_info; the name is "" for those that take none. */
  public record Part(String option, String name, boolean inverted) {
    private boolean is(Option<?> which) {
      return option.equals(which.name());
    }
  }

  /** struct xt_physdev_info: what its bitmask names, in the order of printing. */
  public record Data(List<Part> parts) implements Match {
    public Data {
      parts = List.copyOf(parts);
    }

    @Override
    public String name() {
      return "physdev";
    }
  }

  public Physdev() {
    super("physdev", Data.class, IN, OUT, IS_IN, IS_OUT, IS_BRIDGED);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    List<Part> parts = new ArrayList<>();
    for (Option<?> option : PRINTED) {
      if (args.has(option)) {
        String name = args.get(option) instanceof String text ? text : "";
        parts.add(new Part(option.name(), name, args.inverted(option)));
      }
    }
    if (parts.isEmpty()) {
      throw Rejected.parameter("PHYSDEV: no physdev option specified");
    }
    return new Data(parts);
  }

  @Override
  public void save(Data match, Words out) {
    for (Part part : match.parts) {
      out.option(part.option, part.inverted);
      if (part.is(IN) || part.is(OUT)) {
        out.add(part.name);
      }
    }
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" PHYSDEV match");
    save(match, out.words());
  }

  /** A local packet's bridge port is not known when it leaves the host's own layers. */
  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    boolean out = match.parts.stream().anyMatch(p -> p.is(OUT) || p.is(IS_OUT));
    boolean bridged = match.parts.stream().anyMatch(p -> p.is(IS_BRIDGED) && !p.inverted);
    return out && !bridged && !context.onlyOwn(~Hook.OUTPUT.bit()) ? Errno.EINVAL : null;
  }

  /** struct xt_physdev_info: two names with their masks, what is inverted, what is asked for. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 66, Physdev::write, Physdev::read));
  }

  private static void write(Data match, StructBytes out) {
    int inverted = 0;
    int asked = 0;
    for (Part part : match.parts) {
      int bit = 0;
      for (int i = 0; i < PRINTED.size(); i++) {
        bit |= part.is(PRINTED.get(i)) ? BITS[i] : 0;
      }
      asked |= bit;
      inverted |= part.inverted ? bit : 0;
      if (part.is(IN) || part.is(OUT)) {
        int at = part.is(IN) ? 0 : 32;
        out.device(at, at + 16, new InterfacePattern(part.name));
      }
    }
    out.u8(64, inverted);
    out.u8(65, asked);
  }

  private static Data read(StructBytes in) {
    List<Part> parts = new ArrayList<>();
    int asked = in.known(in.u8(65), 31);
    int inverted = in.known(in.u8(64), asked);
    for (int i = 0; i < PRINTED.size(); i++) {
      Option<?> option = PRINTED.get(i);
      if ((asked & BITS[i]) != 0) {
        int at = option == IN ? 0 : 32;
        String name = option == IN || option == OUT ? in.device(at, at + 16).text() : "";
        parts.add(new Part(option.name(), name, (inverted & BITS[i]) != 0));
      }
    }
    return new Data(parts);
  }

  /**
   * A packet that is not bridged has neither port, and matches where all is inverted. Of a bridged
   * one that has no input port {@code --physdev-in} asks nothing; one that has no output port yet
   * does not match {@code --physdev-out}, inverted or not.
   */
  @Override
  public Condition condition(Data match, Lowering lowering) {
    Condition hasIn = new Condition.Present(Field.Interface.PHYSICAL_IN);
    Condition hasOut = new Condition.Present(Field.Interface.PHYSICAL_OUT);
    List<Condition> parts = new ArrayList<>();
    for (Part part : match.parts) {
      if (part.is(IN)) {
        Condition test =
            new Condition.Test(Field.Interface.PHYSICAL_IN, names(part)).not(part.inverted);
        parts.add(Condition.any(Condition.all(new Condition.Not(hasIn), hasOut), test));
      } else if (part.is(OUT)) {
        Condition test =
            new Condition.Test(Field.Interface.PHYSICAL_OUT, names(part)).not(part.inverted);
        parts.add(
            part.inverted
                ? Condition.all(Condition.any(hasOut, new Condition.Not(hasIn)), test)
                : test);
      } else {
        parts.add((part.is(IS_IN) ? hasIn : hasOut).not(part.inverted));
      }
    }
    return new Condition.All(parts);
  }

  private static Values names(Part part) {
    return InterfaceName.values(part.name);
  }
}
