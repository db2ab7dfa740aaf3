package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.DeviceGroup;
import org.netfilter4j.xt.option.NamedMask;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m devgroup}: the groups of the interfaces (xt_devgroup.c, revision 0). */
public final class Devgroup extends MatchDescriptor<Devgroup.Data> {
  private static final int WITH_INPUT =
      Hook.PREROUTING.bit() | Hook.INPUT.bit() | Hook.FORWARD.bit();
  private static final int WITH_OUTPUT =
      Hook.FORWARD.bit() | Hook.OUTPUT.bit() | Hook.POSTROUTING.bit();
  private static final String NAMES = "iproute2/group";
  private static final Syntax<NamedMask> GROUP = NamedMask.syntax(NAMES);
  private static final Option<NamedMask> SOURCE =
      Option.of("src-group", GROUP).allowInversion().help("of the input interface");
  private static final Option<NamedMask> DESTINATION =
      Option.of("dst-group", GROUP).allowInversion().help("of the output interface");

  /** struct xt_devgroup_info; a group that is not asked for is null. */
  public record Data(
      @Nullable NamedMask source,
      boolean notSource,
      @Nullable NamedMask destination,
      boolean notDestination)
      implements Match {
    @Override
    public String name() {
      return "devgroup";
    }
  }

  public Devgroup() {
    super("devgroup", Data.class, SOURCE, DESTINATION);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    if (args.uses().isEmpty()) {
      throw Rejected.parameter(
          "devgroup match: You must specify either '--src-group' or '--dst-group'");
    }
    return new Data(
        args.get(SOURCE), args.inverted(SOURCE), args.get(DESTINATION), args.inverted(DESTINATION));
  }

  @Override
  public void save(Data match, Words out) {
    print(match, "--", out);
  }

  @Override
  public void list(Data match, Listing out) {
    print(match, "", out.words());
  }

  private static void print(Data match, String hyphens, Words out) {
    if (match.source != null) {
      out.not(match.notSource).add(hyphens + "src-group");
      out.add(match.source.text(NAMES, out.names()));
    }
    if (match.destination != null) {
      out.not(match.notDestination).add(hyphens + "dst-group");
      out.add(match.destination.text(NAMES, out.names()));
    }
  }

  /** As the C tool does: where the input's group is inverted, the output's is too. */
  @Override
  public boolean translate(Data match, Translation out) {
    if (match.source != null) {
      out.add("iifgroup ").add(match.source.translation(match.notSource, NAMES, out.names()));
    }
    if (match.destination != null) {
      boolean inverted = match.notSource || match.notDestination;
      out.add("oifgroup ").add(match.destination.translation(inverted, NAMES, out.names()));
    }
    return true;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    boolean nowhere =
        match.source != null && !context.onlyOwn(WITH_INPUT)
            || match.destination != null && !context.onlyOwn(WITH_OUTPUT);
    return nowhere ? Errno.EINVAL : null;
  }

  /** struct xt_devgroup_info: what is asked and inverted, two groups with their masks. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 20, Devgroup::write, Devgroup::read));
  }

  private static void write(Data match, StructBytes out) {
    int source = match.source == null ? 0 : match.notSource ? 3 : 1;
    int destination = match.destination == null ? 0 : match.notDestination ? 12 : 4;
    out.u32(0, source | destination);
    if (match.source != null) {
      match.source.write(out, 4);
    }
    if (match.destination != null) {
      match.destination.write(out, 12);
    }
  }

  private static Data read(StructBytes in) {
    int flags = in.known(in.u32(0), 15);
    in.known(flags >> 1 & 5, flags & 5);
    return new Data(
        (flags & 1) != 0 ? NamedMask.read(in, 4) : null,
        (flags & 2) != 0,
        (flags & 4) != 0 ? NamedMask.read(in, 12) : null,
        (flags & 8) != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    List<Condition> parts = new ArrayList<>();
    if (match.source != null) {
      parts.add(test(DeviceGroup.INPUT, match.source).not(match.notSource));
    }
    if (match.destination != null) {
      parts.add(test(DeviceGroup.OUTPUT, match.destination).not(match.notDestination));
    }
    return new Condition.All(parts);
  }

  private static Condition test(DeviceGroup group, NamedMask wanted) {
    return new Condition.Test(
        group, new Values.Masked(wanted.value() & wanted.mask(), wanted.mask()));
  }
}
