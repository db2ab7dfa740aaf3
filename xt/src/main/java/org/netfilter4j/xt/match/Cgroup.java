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
import org.netfilter4j.xt.option.CgroupPath;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.ByteText;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -m cgroup}: the control group of the process that a packet comes from or goes to
 * (xt_cgroup.c, revision 2). A kernel refuses a path that its hierarchy does not have; an embedded
 * host has no hierarchy, and takes any.
 */
public final class Cgroup extends MatchDescriptor<Cgroup.Data> {
  private static final int SENT = Hook.OUTPUT.bit() | Hook.POSTROUTING.bit();
  private static final int HOOKS = SENT | Hook.INPUT.bit();

  /** XT_CGROUP_PATH_MAX, with its NUL. */
  private static final int ROOM = 512;

  private static final Option<String> PATH =
      Option.of("path", CgroupPath.PATH)
          .allowInversion()
          .help("the group in the cgroup2 hierarchy, or one below it");
  private static final Option<Long> CLASS =
      Option.of("cgroup", Syntaxes.number(0, 0xffff_ffffL))
          .allowInversion()
          .help("the class that net_cls gives the group");

  public Cgroup() {
    super("cgroup", Data.class, PATH, CLASS);
  }

  /** struct xt_cgroup_info_v2; what was not given is null. */
  public record Data(
      @Nullable String path, boolean notPath, @Nullable Long classId, boolean notClassId)
      implements Match {
    @Override
    public String name() {
      return "cgroup";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.get(PATH), args.inverted(PATH), args.get(CLASS), args.inverted(CLASS));
  }

  @Override
  public void save(Data match, Words out) {
    if (match.path != null) {
      out.option(PATH.name(), match.notPath).quoted(match.path);
    }
    if (match.classId != null) {
      out.option(CLASS.name(), match.notClassId, match.classId.toString());
    }
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" cgroup");
    if (match.path != null) {
      out.add(match.notPath ? " ! " : " ").add(match.path);
    }
    if (match.classId != null) {
      out.add(match.notClassId ? " ! " : " ").add(match.classId.toString());
    }
  }

  @Override
  public boolean translate(Data match, Translation out) {
    if (match.classId != null) {
      out.test("meta cgroup", match.notClassId, match.classId.toString());
    }
    return match.path == null;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    boolean one = (match.path == null) != (match.classId == null);
    return one && context.onlyFrom(HOOKS) ? null : Errno.EINVAL;
  }

  /**
   * struct xt_cgroup_info_v2: what is asked and inverted, and either in one place. In revision 1
   * the class stands behind the path, which has more room.
   */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(
        new Layout<>(2, 528, (match, out) -> write(match, out, 4), in -> read(in, ROOM, 4)),
        new Layout<>(1, 4112, (match, out) -> write(match, out, 4100), in -> read(in, 4096, 4100)));
  }

  private static void write(Data match, StructBytes out, int classAt) {
    out.flag(0, match.path != null);
    out.flag(1, match.classId != null);
    out.flag(2, match.notPath);
    out.flag(3, match.notClassId);
    if (match.path != null) {
      out.text(4, ROOM, match.path);
    }
    if (match.classId != null) {
      out.u32(classAt, match.classId);
    }
  }

  private static Data read(StructBytes in, int room, int classAt) {
    if (in.flag(0) == in.flag(1)) {
      throw new IllegalArgumentException("a path or a class");
    }
    String path = in.flag(0) ? in.text(4, room) : null;
    if (path != null && ByteText.encode(path).length >= ROOM) {
      throw new IllegalArgumentException("a path that only revision 1 has room for");
    }
    return new Data(path, in.flag(2), in.flag(1) ? in.u32(classAt) : null, in.flag(3));
  }

  /** What comes from no socket is in no group; what comes in may have been given one early. */
  @Override
  public Condition condition(Data match, Lowering lowering) {
    Condition unknown =
        new Condition.Unknown(
            name(), new Label("the control groups of the host's processes", "主机进程所属的控制组"));
    return (lowering.hooks() & ~SENT) == 0
        ? Condition.all(new Condition.Present(SocketOwner.SOCKET), unknown)
        : unknown;
  }
}
