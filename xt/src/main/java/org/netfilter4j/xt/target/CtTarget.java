package org.netfilter4j.xt.target;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Context.Template;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.CutText;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -j CT}: what the connection-to-be shall have (xt_CT.c, revision 2). */
public final class CtTarget extends TargetDescriptor<CtTarget.Data> {
  private static final int HELPER_LENGTH = 15;

  private static final int TIMEOUT_LENGTH = 31;

  /** Of a timeout policy's name the kernel hands no more back (its usersize is 32). */
  private static final CutText SHOWN = new CutText(4, 0, "name");

  // XT_CT_*; with the alias it is NOTRACK's.
  static final int FLAG_NOTRACK = 1;
  static final int FLAG_ALIAS = 2;
  private static final int FLAG_ORIGINAL = 4;
  private static final int FLAG_REPLY = 8;
  private static final int FLAG_MARK = 16;
  static final int SIZE = 72;

  private static final Option<Boolean> NOTRACK =
      Option.flag("notrack").help("no connection tracking");
  private static final Option<String> HELPER =
      Option.of("helper", new CutText(HELPER_LENGTH, 0, "name"))
          .help("the helper that shall watch the connection");
  private static final Option<String> TIMEOUT =
      Option.of("timeout", new CutText(TIMEOUT_LENGTH, 0, "name")).help("the timeout policy");
  private static final Option<Integer> CTEVENTS =
      Option.of("ctevents", CtSyntax.EVENTS).help("of which events to tell");
  private static final Option<Integer> EXPEVENTS =
      Option.of("expevents", CtSyntax.EXPECTATIONS)
          .help("of which events of expected connections to tell");
  private static final Option<Integer> ZONE_ORIG =
      Option.of("zone-orig", CtSyntax.ZONE).help("the zone of the original direction");
  private static final Option<Integer> ZONE_REPLY =
      Option.of("zone-reply", CtSyntax.ZONE).help("the zone of the replies");
  private static final Option<Integer> ZONE =
      Option.of("zone", CtSyntax.ZONE).help("the zone of both directions");

  /**
   * struct xt_ct_target_info_v1.
   *
   * @param fromMark the zone is the packet mark's lower 16 bits
   * @param original {@code --zone-orig} was given; with {@code reply} it counts both ways again
   * @param events bits of IPCT_*
   * @param expectationEvents bits of IPEXP_*
   * @param helper "" for none
   * @param timeout the name of a timeout policy; "" for none
   */
  public record Data(
      boolean notrack,
      int zone,
      boolean fromMark,
      boolean original,
      boolean reply,
      int events,
      int expectationEvents,
      String helper,
      String timeout)
      implements Target.Extended {
    @Override
    public String name() {
      return "CT";
    }

    private Template.ZoneDirection direction() {
      if (original == reply) {
        return Template.ZoneDirection.BOTH;
      }
      return original ? Template.ZoneDirection.ORIGINAL : Template.ZoneDirection.REPLY;
    }

    /** What is printed, as name and argument; the argument of "notrack" is empty. */
    private List<String[]> words() {
      List<String[]> words = new ArrayList<>();
      if (notrack) {
        words.add(new String[] {"notrack", ""});
      }
      if (!helper.isEmpty()) {
        words.add(new String[] {"helper", helper});
      }
      if (!timeout.isEmpty()) {
        words.add(new String[] {"timeout", SHOWN.cut(timeout)});
      }
      if (events != 0) {
        words.add(new String[] {"ctevents", CtSyntax.EVENTS.names(events)});
      }
      if (expectationEvents != 0) {
        words.add(new String[] {"expevents", CtSyntax.EXPECTATIONS.names(expectationEvents)});
      }
      if (fromMark || zone != 0) {
        String name =
            switch (direction()) {
              case BOTH -> "zone";
              case ORIGINAL -> "zone-orig";
              case REPLY -> "zone-reply";
            };
        words.add(new String[] {name, fromMark ? "mark" : Integer.toString(zone)});
      }
      return words;
    }
  }

  public CtTarget() {
    super(
        "CT",
        Data.class,
        NOTRACK,
        HELPER,
        TIMEOUT,
        CTEVENTS,
        EXPEVENTS,
        ZONE_ORIG,
        ZONE_REPLY,
        ZONE);
  }

  @Override
  public Data readBack(Data target) {
    return new Data(
        target.notrack,
        target.zone,
        target.fromMark,
        target.original,
        target.reply,
        target.events,
        target.expectationEvents,
        target.helper,
        SHOWN.cut(target.timeout));
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    int zone = 0;
    boolean fromMark = false;
    for (Args.Use<?> use : args.uses()) {
      if (use.option().name().startsWith("zone") && use.value() instanceof Integer given) {
        // The last number counts, but "mark" once said stays.
        zone = given == CtSyntax.MARK ? 0 : given;
        fromMark |= given == CtSyntax.MARK;
      }
    }
    return new Data(
        args.has(NOTRACK),
        zone,
        fromMark,
        args.has(ZONE_ORIG),
        args.has(ZONE_REPLY),
        args.get(CTEVENTS, 0),
        args.get(EXPEVENTS, 0),
        args.get(HELPER, ""),
        args.get(TIMEOUT, ""));
  }

  @Override
  public void save(Data target, Words out) {
    for (String[] word : target.words()) {
      out.option(word[0], false);
      if (!word[1].isEmpty()) {
        out.add(word[1]);
      }
    }
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" CT");
    for (String[] word : target.words()) {
      out.add(" " + word[0] + (word[1].isEmpty() ? "" : " " + word[1]));
    }
  }

  @Override
  public boolean translate(Data target, Translation out) {
    // Whatever else is said along with it; zones and helpers are not translated.
    out.add(target.notrack ? "notrack" : "");
    return target.notrack;
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    if (context.table() != TableName.RAW) {
      return Errno.EINVAL;
    }
    if (target.notrack) {
      return null;
    }
    int protocol = context.notProtocol() ? 0 : context.protocol();
    if (!target.helper.isEmpty()
        && !ConnectionHelper.exists(target.helper, context.family(), protocol)) {
      return Errno.ENOENT;
    }
    // No timeout policy exists: they are made with tools that this host does not have.
    return target.timeout.isEmpty() ? null : protocol == 0 ? Errno.EINVAL : Errno.ENOENT;
  }

  /** struct xt_ct_target_info_v1: its last 8 bytes are the kernel's own. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(2, SIZE, CtTarget::write, CtTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    out.u16(
        0,
        (target.notrack ? FLAG_NOTRACK : 0)
            | (target.original ? FLAG_ORIGINAL : 0)
            | (target.reply ? FLAG_REPLY : 0)
            | (target.fromMark ? FLAG_MARK : 0));
    out.u16(2, target.zone);
    out.u32(4, target.events);
    out.u32(8, target.expectationEvents);
    out.text(12, HELPER_LENGTH, target.helper);
    out.text(28, TIMEOUT_LENGTH, target.timeout);
  }

  private static @Nullable Data read(StructBytes in) {
    int flags = in.u16(0);
    return (flags & FLAG_ALIAS) != 0
        ? null
        : new Data(
            (flags & FLAG_NOTRACK) != 0,
            in.u16(2),
            (flags & FLAG_MARK) != 0,
            (flags & FLAG_ORIGINAL) != 0,
            (flags & FLAG_REPLY) != 0,
            in.s32(4),
            in.s32(8),
            in.text(12, 16),
            in.text(28, 32));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    if (target.notrack) {
      return new Action.Do(Untrack.UNTRACK);
    }
    Template template =
        new Template(
            target.zone,
            target.direction(),
            target.fromMark,
            target.helper.isEmpty() ? null : target.helper,
            target.events);
    StringBuilder words = new StringBuilder();
    for (String[] word : target.words()) {
      words.append(words.isEmpty() ? "" : ", ").append(word[0]).append(' ').append(word[1]);
    }
    return new Action.Do(
        new PrepareConnection(
            template, new Label("prepares the connection: " + words, "为连接预设：" + words)));
  }
}
