package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.CutText;
import org.netfilter4j.xt.option.Netmask;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m recent}: lists of addresses that were seen (xt_recent.c, revision 1). */
public final class Recent extends MatchDescriptor<Recent.Data> {
  private static final int MOST_BYTES = 199;

  private static final String DEFAULT = "DEFAULT";

  /** XT_RECENT_TTL and XT_RECENT_REAP, beside the operation's bit. */
  private static final int TTL = 16;

  private static final int REAPS = 32;

  /** One less than XT_RECENT_MAX_NSTAMPS. */
  private static final int MOST_HITS = 65_535;

  private static final Option<Boolean> SET =
      operation(Operation.SET).help("adds the address to the list; always matches");
  private static final Option<Boolean> RCHECK =
      operation(Operation.CHECK).help("the address is in the list");
  private static final Option<Boolean> UPDATE =
      operation(Operation.UPDATE).help("so too, and notes that it was seen now");
  private static final Option<Boolean> REMOVE =
      operation(Operation.REMOVE).help("so too, and takes it out of the list");
  private static final Option<Long> SECONDS =
      Option.of("seconds", Syntaxes.number(1, 0xffff_ffffL))
          .help("seen in the last so many seconds");
  private static final Option<Boolean> REAP =
      Option.flag("reap")
          .require("seconds")
          .help("forgets the address not seen for longest, if older");
  private static final Option<Long> HITCOUNT =
      Option.of("hitcount", Syntaxes.number(0, 0xffff_ffffL)).help("seen at least so many times");
  private static final Option<Boolean> RTTL =
      Option.flag("rttl")
          .exclude("set", "remove")
          .help("with the TTL of the packet that was noted");
  private static final Option<String> NAME =
      Option.of("name", new CutText(MOST_BYTES, 0, "name")).help("the list, DEFAULT if not given");
  private static final Option<Boolean> RSOURCE =
      Option.flag("rsource").help("the source address (as without it)");
  private static final Option<Boolean> RDEST = Option.flag("rdest").help("the destination address");
  private static final Option<Address> MASK =
      Option.of("mask", Netmask.NETMASK).help("the list has networks under this mask");

  private static Option<Boolean> operation(Operation operation) {
    String[] others =
        java.util.Arrays.stream(Operation.values())
            .filter(o -> o != operation)
            .map(o -> o.option)
            .toArray(String[]::new);
    return Option.flag(operation.option).allowInversion().exclude(others);
  }

  public Recent() {
    super(
        "recent",
        Data.class,
        SET,
        RCHECK,
        UPDATE,
        REMOVE,
        SECONDS,
        REAP,
        HITCOUNT,
        RTTL,
        NAME,
        RSOURCE,
        RDEST,
        MASK);
  }

  /** XT_RECENT_*. */
  public enum Operation {
    SET("set", 2),
    CHECK("rcheck", 1),
    UPDATE("update", 4),
    REMOVE("remove", 8);

    private final String option;
    private final int bit;

    Operation(String option, int bit) {
      this.option = option;
      this.bit = bit;
    }

    /** Whether it only asks for addresses that are there, seen when and how often. */
    boolean looksUp() {
      return this == CHECK || this == UPDATE;
    }
  }

  /**
   * struct xt_recent_mtinfo_v1.
   *
   * @param seconds unsigned; 0 for any time
   * @param hits unsigned; 0 for any number
   * @param maskGiven whether a mask was given that the struct tells from none: of IPv4's, which
   *     leaves the rest of union nf_inet_addr zero, all ones too
   */
  public record Data(
      Operation operation,
      boolean inverted,
      int seconds,
      boolean reap,
      int hits,
      boolean rttl,
      String list,
      boolean destination,
      Address mask,
      boolean maskGiven)
      implements Match {
    @Override
    public String name() {
      return "recent";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    Operation operation = null;
    boolean inverted = false;
    boolean destination = false;
    for (Args.Use<?> use : args.uses()) {
      String option = use.option().name();
      for (Operation each : Operation.values()) {
        if (each.option.equals(option)) {
          operation = each;
          inverted = use.inverted();
        }
      }
      destination = option.equals(RDEST.name()) || destination && !option.equals(RSOURCE.name());
    }
    if (operation == null) {
      throw Rejected.parameter(
          "recent: you must specify one of `--set', `--rcheck' `--update' or `--remove'");
    }
    Address all = Address.mask(context.family(), context.family().bits());
    Address mask = args.get(MASK, all);
    return new Data(
        operation,
        inverted,
        args.get(SECONDS, 0L).intValue(),
        args.has(REAP),
        args.get(HITCOUNT, 0L).intValue(),
        args.has(RTTL),
        args.get(NAME, DEFAULT),
        destination,
        mask,
        args.has(MASK) && (context.family() == Family.IPV4 || !mask.equals(all)));
  }

  @Override
  public void save(Data match, Words out) {
    out.option(match.operation.option, match.inverted);
    if (match.seconds != 0) {
      out.option("seconds", out.signed(match.seconds));
    }
    if (match.reap) {
      out.option("reap", false);
    }
    if (match.hits != 0) {
      out.option("hitcount", out.signed(match.hits));
    }
    if (match.rttl) {
      out.option("rttl", false);
    }
    out.option("name", false).bare(match.list);
    if (match.maskGiven || !out.isExact()) {
      out.option("mask", match.mask.toString());
    }
    out.option(match.destination ? "rdest" : "rsource", false);
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(match.inverted ? " ! recent: " : " recent: ").add(match.operation.name());
    out.add(match.seconds == 0 ? "" : " seconds: " + match.seconds).add(match.reap ? " reap" : "");
    out.add(match.hits == 0 ? "" : " hit_count: " + match.hits);
    out.add(match.rttl ? " TTL-Match" : "").add(" name: " + match.list);
    out.add(match.destination ? " side: dest" : " side: source").add(" mask: " + match.mask);
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    boolean asks = match.seconds != 0 || match.hits != 0 || match.reap || match.rttl;
    return !match.operation.looksUp() && asks
            || Integer.compareUnsigned(match.hits, MOST_HITS) > 0
            || !ProcName.isValid(match.list)
        ? Errno.EINVAL
        : null;
  }

  /** struct xt_recent_mtinfo_v1: seconds, hits, the operation and its flags, name, side, mask. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(1, 228, Recent::write, Recent::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u32(0, match.seconds);
    out.u32(4, match.hits);
    out.u8(8, match.operation.bit | (match.rttl ? TTL : 0) | (match.reap ? REAPS : 0));
    out.flag(9, match.inverted);
    // The C tool writes the name over the one that it begins with, whose end may stay.
    out.text(10, MOST_BYTES, DEFAULT);
    out.text(10, MOST_BYTES + 1, match.list + '\0');
    out.flag(210, match.destination);
    if (match.maskGiven) {
      out.address(212, match.mask);
    } else {
      out.address(212, Address.mask(Family.IPV6, Family.IPV6.bits()));
    }
  }

  private static Data read(StructBytes in) {
    int flags = in.u8(8);
    Operation operation = null;
    for (Operation each : Operation.values()) {
      operation = (flags & ~(TTL | REAPS)) == each.bit ? each : operation;
    }
    if (operation == null) {
      throw new IllegalArgumentException("operation " + flags);
    }
    boolean maskGiven = in.address(212, Family.IPV6).prefixLength() != Family.IPV6.bits();
    return new Data(
        operation,
        in.flag(9),
        in.s32(0),
        (flags & REAPS) != 0,
        in.s32(4),
        (flags & TTL) != 0,
        in.text(10, MOST_BYTES + 1),
        in.flag(210),
        in.address(212, in.family()),
        maskGiven);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    RecentList list =
        lowering.named(RecentList.class, match.list, () -> new RecentList(match.mask));
    list.remember(match.hits);
    return new Condition.Probe(new RecentList.Look(list, match));
  }
}
