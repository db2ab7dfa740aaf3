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
import org.netfilter4j.xt.option.IdRange;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m owner}: whose socket a packet of the host comes from (xt_owner.c, revision 1). */
public final class Owner extends MatchDescriptor<Owner.Data> {
  private static final int HOOKS = Hook.OUTPUT.bit() | Hook.POSTROUTING.bit();

  /** XT_OWNER_*. */
  private static final int HAS_UID = 1;

  private static final int HAS_GID = 2;
  private static final int HAS_SOCKET = 4;
  private static final int HAS_SUPPLEMENTARY = 8;

  private static final Option<IdRange> UID =
      Option.of("uid-owner", IdRange.users()).allowInversion().help("the sender's user");

  private static final Option<IdRange> GID =
      Option.of("gid-owner", IdRange.groups()).allowInversion().help("the sender's group");

  private static final Option<Boolean> SOCKET =
      Option.flag("socket-exists").allowInversion().help("the packet has a socket");

  private static final Option<Boolean> SUPPLEMENTARY =
      Option.flag("suppl-groups").help("count the sender's other groups too");

  /**
   * struct xt_owner_match_info; ids that were not given are null.
   *
   * @param socket whether the socket itself is asked for
   */
  public record Data(
      boolean socket,
      boolean notSocket,
      @Nullable IdRange uid,
      boolean notUid,
      @Nullable IdRange gid,
      boolean notGid,
      boolean supplementary)
      implements Match {
    @Override
    public String name() {
      return "owner";
    }
  }

  public Owner() {
    super("owner", Data.class, UID, GID, SOCKET, SUPPLEMENTARY);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    boolean group = false;
    for (Args.Use<?> use : args.uses()) {
      group |= use.option().equals(GID);
      if (use.option().equals(SUPPLEMENTARY) && !group) {
        throw Rejected.parameter(
            "owner: Bad value for \"--suppl-groups\" option: \"you need to use --gid-owner"
                + " first\"");
      }
    }
    if (args.uses().isEmpty()) {
      throw Rejected.parameter(
          "owner: At least one of --uid-owner, --gid-owner or --socket-exists is required");
    }
    return new Data(
        args.has(SOCKET),
        args.inverted(SOCKET),
        args.get(UID),
        args.inverted(UID),
        args.get(GID),
        args.inverted(GID),
        args.has(SUPPLEMENTARY));
  }

  @Override
  public void save(Data match, Words out) {
    if (match.socket) {
      out.option("socket-exists", match.notSocket);
    }
    if (match.uid != null) {
      out.option("uid-owner", match.notUid, match.uid.toString());
    }
    if (match.gid != null) {
      out.option("gid-owner", match.notGid, match.gid.toString());
    }
    if (match.supplementary) {
      out.option("suppl-groups", false);
    }
  }

  @Override
  public void list(Data match, Listing out) {
    if (match.socket) {
      out.add(match.notSocket ? " !" : "").add(" owner socket exists");
    }
    if (match.uid != null) {
      String name = match.uid.isOne() ? out.names().userName(match.uid.low()) : null;
      list("UID", match.notUid, match.uid, name, out);
    }
    if (match.gid != null) {
      String name = match.gid.isOne() ? out.names().groupName(match.gid.low()) : null;
      list("GID", match.notGid, match.gid, name, out);
    }
    out.add(match.supplementary ? " incl. suppl. groups" : "");
  }

  private static void list(
      String what, boolean not, IdRange ids, @Nullable String name, Listing out) {
    out.add(not ? " !" : "").add(" owner " + what + " match ");
    out.add(name == null || out.numeric() ? ids.toString() : name);
  }

  @Override
  public boolean translate(Data match, Translation out) {
    if (match.socket || match.supplementary || (match.uid == null) == (match.gid == null)) {
      return false;
    }
    boolean user = match.uid != null;
    out.test(
        user ? "skuid" : "skgid",
        user ? match.notUid : match.notGid,
        String.valueOf(user ? match.uid : match.gid));
    return true;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    boolean reversed =
        match.uid != null && match.uid.isReversed() || match.gid != null && match.gid.isReversed();
    return reversed || !context.onlyFrom(HOOKS) ? Errno.EINVAL : null;
  }

  /** struct xt_owner_match_info: users, groups, what is asked for and what is inverted. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(1, 20, Owner::write, Owner::read));
  }

  private static void write(Data match, StructBytes out) {
    write(match.uid, 0, out);
    write(match.gid, 8, out);
    int asked = (match.uid == null ? 0 : HAS_UID) | (match.gid == null ? 0 : HAS_GID);
    asked |= (match.socket ? HAS_SOCKET : 0) | (match.supplementary ? HAS_SUPPLEMENTARY : 0);
    out.u8(16, asked);
    int inverted = (match.notUid ? HAS_UID : 0) | (match.notGid ? HAS_GID : 0);
    out.u8(17, inverted | (match.notSocket ? HAS_SOCKET : 0));
  }

  private static void write(@Nullable IdRange ids, int at, StructBytes out) {
    if (ids != null) {
      out.u32(at, ids.low());
      out.u32(at + 4, ids.high());
    }
  }

  private static Data read(StructBytes in) {
    int asked = in.known(in.u8(16), 15);
    int inverted = in.known(in.u8(17), asked & 7);
    return new Data(
        (asked & HAS_SOCKET) != 0,
        (inverted & HAS_SOCKET) != 0,
        (asked & HAS_UID) == 0 ? null : new IdRange(in.u32(0), in.u32(4)),
        (inverted & HAS_UID) != 0,
        (asked & HAS_GID) == 0 ? null : new IdRange(in.u32(8), in.u32(12)),
        (inverted & HAS_GID) != 0,
        (asked & HAS_SUPPLEMENTARY) != 0);
  }

  /** Without a socket, or a process behind it, what is inverted matches. */
  @Override
  public Condition condition(Data match, Lowering lowering) {
    List<Condition> parts = new ArrayList<>();
    if (match.socket) {
      parts.add(new Condition.Present(SocketOwner.SOCKET).not(match.notSocket));
    }
    if (match.uid != null) {
      parts.add(new Condition.Test(SocketOwner.UID, match.uid.values()).not(match.notUid));
    }
    if (match.gid != null) {
      Condition group =
          match.supplementary
              ? new Condition.Test(new SocketOwner.Groups(match.gid), Values.exactly(1))
              : new Condition.Test(SocketOwner.GID, match.gid.values());
      parts.add(group.not(match.notGid));
    }
    if (match.supplementary) {
      parts.addFirst(new Condition.Present(SocketOwner.SOCKET));
    }
    return new Condition.All(parts);
  }
}
