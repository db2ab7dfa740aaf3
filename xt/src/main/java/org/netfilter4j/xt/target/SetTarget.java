package org.netfilter4j.xt.target;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.SetTimeout;
import org.netfilter4j.xt.set.SetReference;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -j SET}: adds addresses and ports of the packet to a set, deletes them from one, or takes
 * mark, priority and queue from an element (xt_set.c, revision 3).
 */
public final class SetTarget extends TargetDescriptor<SetTarget.Data> {

  // IPSET_FLAG_EXIST, IPSET_FLAG_MAP_SKB*.
  private static final int FLAG_EXIST = 1;
  private static final int FLAG_MARK = 1 << 8;
  private static final int FLAG_PRIORITY = 1 << 9;
  private static final int FLAG_QUEUE = 1 << 10;

  // The C tool takes "!" before all of these and makes nothing of it.
  private static final Option<SetReference> ADD = reference("add-set");
  private static final Option<SetReference> DELETE = reference("del-set");
  private static final Option<SetReference> MAP = reference("map-set");
  private static final Option<Boolean> EXIST = flag("exist");
  private static final Option<Long> TIMEOUT =
      Option.of("timeout", new SetTimeout()).allowRepetition().allowInversion();
  private static final Option<Boolean> MAP_MARK = flag("map-mark");
  private static final Option<Boolean> MAP_PRIO = flag("map-prio");
  private static final Option<Boolean> MAP_QUEUE = flag("map-queue");

  private static Option<SetReference> reference(String name) {
    return Option.of(name, SetReference.syntax())
        .allowInversion()
        .help("--" + name + " name flags");
  }

  private static Option<Boolean> flag(String name) {
    return Option.flag(name).allowRepetition().allowInversion().help("--" + name);
  }

  /**
   * struct xt_set_info_target_v3.
   *
   * @param timeout seconds; -1 for the set's own
   */
  public record Data(
      @Nullable SetReference add,
      @Nullable SetReference delete,
      @Nullable SetReference map,
      boolean exist,
      long timeout,
      boolean mapMark,
      boolean mapPriority,
      boolean mapQueue)
      implements Target.Extended {
    @Override
    public String name() {
      return "SET";
    }

    @Override
    public Set<String> sets() {
      Set<String> sets = new HashSet<>();
      for (SetReference reference : references()) {
        sets.add(reference.set());
      }
      return sets;
    }

    @Override
    public Set<String> filledSets() {
      return add == null ? Set.of() : Set.of(add.set());
    }

    @Override
    public Set<String> emptiedSets() {
      return delete == null ? Set.of() : Set.of(delete.set());
    }

    private List<SetReference> references() {
      return java.util.stream.Stream.of(add, delete, map)
          .filter(java.util.Objects::nonNull)
          .toList();
    }
  }

  public SetTarget() {
    super("SET", Data.class, ADD, DELETE, EXIST, TIMEOUT, MAP, MAP_MARK, MAP_PRIO, MAP_QUEUE);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    if (!args.has(ADD) && !args.has(DELETE) && !args.has(MAP)) {
      throw Rejected.parameter("You must specify either `--add-set' or `--del-set' or `--map-set'");
    }
    requires(args, ADD, "Flag", EXIST);
    requires(args, ADD, "Option", TIMEOUT);
    requires(args, MAP, "Flag", MAP_MARK);
    requires(args, MAP, "Flag", MAP_PRIO);
    requires(args, MAP, "Flag", MAP_QUEUE);
    if (args.has(MAP) && !args.has(MAP_MARK) && !args.has(MAP_PRIO) && !args.has(MAP_QUEUE)) {
      throw Rejected.parameter(
          "You must specify flags `--map-mark' or '--map-prio` or `--map-queue'");
    }
    return new Data(
        args.get(ADD),
        args.get(DELETE),
        args.get(MAP),
        args.has(EXIST),
        args.get(TIMEOUT, -1L),
        args.has(MAP_MARK),
        args.has(MAP_PRIO),
        args.has(MAP_QUEUE));
  }

  private static void requires(Args args, Option<?> needed, String kind, Option<?> option) {
    if (args.has(option) && !args.has(needed)) {
      throw Rejected.parameter(
          kind + " `--" + option.name() + "' can be used with `--" + needed.name() + "' only");
    }
  }

  @Override
  public void save(Data target, Words out) {
    print(target, out.raw(), "--");
  }

  @Override
  public void list(Data target, Listing out) {
    StringBuilder text = new StringBuilder();
    print(target, text, "");
    out.add(text.toString());
  }

  private static void print(Data target, StringBuilder out, String hyphens) {
    reference(target.add(), "add-set", out, hyphens);
    flag(target.exist, "exist", out, hyphens);
    if (target.timeout >= 0) {
      out.append(' ').append(hyphens).append("timeout ").append(target.timeout);
    }
    reference(target.delete(), "del-set", out, hyphens);
    reference(target.map(), "map-set", out, hyphens);
    flag(target.mapMark, "map-mark", out, hyphens);
    flag(target.mapPriority, "map-prio", out, hyphens);
    flag(target.mapQueue, "map-queue", out, hyphens);
  }

  private static void reference(
      @Nullable SetReference reference, String option, StringBuilder out, String hyphens) {
    if (reference != null) {
      out.append(' ').append(hyphens).append(option).append(' ').append(reference.text());
    }
  }

  private static void flag(boolean given, String option, StringBuilder out, String hyphens) {
    if (given) {
      out.append(' ').append(hyphens).append(option);
    }
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    if (target.map() == null) {
      return null;
    }
    if (context.table() != TableName.MANGLE) {
      return Errno.EINVAL;
    }
    int allowed = Hook.FORWARD.bit() | Hook.OUTPUT.bit() | Hook.POSTROUTING.bit();
    return (target.mapPriority || target.mapQueue) && !context.onlyOwn(allowed)
        ? Errno.EINVAL
        : null;
  }

  /** struct xt_set_info_target_v3: three times struct xt_set_info, flags, timeout. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(3, 20, SetTarget::write, SetTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    SetReference.write(target.add, 0, out);
    SetReference.write(target.delete, 4, out);
    SetReference.write(target.map, 8, out);
    out.u32(
        12,
        (target.exist ? FLAG_EXIST : 0)
            | (target.mapMark ? FLAG_MARK : 0)
            | (target.mapPriority ? FLAG_PRIORITY : 0)
            | (target.mapQueue ? FLAG_QUEUE : 0));
    out.u32(16, target.timeout);
  }

  private static Data read(StructBytes in) {
    int flags = in.s32(12);
    return new Data(
        SetReference.read(in, 0),
        SetReference.read(in, 4),
        SetReference.read(in, 8),
        (flags & FLAG_EXIST) != 0,
        in.s32(16) == -1 ? -1 : in.u32(16),
        (flags & FLAG_MARK) != 0,
        (flags & FLAG_PRIORITY) != 0,
        (flags & FLAG_QUEUE) != 0);
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    for (SetReference reference : target.references()) {
      if (lowering.sets().find(reference.set()) == null) {
        return new Action.Unknown(
            "SET", new Label("a set named " + reference.set(), "名为 " + reference.set() + " 的集合"));
      }
    }
    return new Action.Do(
        new SetChange(
            BoundSet.of(target.add(), lowering),
            BoundSet.of(target.delete(), lowering),
            BoundSet.of(target.map(), lowering),
            target));
  }
}
