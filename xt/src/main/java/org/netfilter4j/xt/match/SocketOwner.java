package org.netfilter4j.xt.match;

import java.util.List;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Reading;
import org.netfilter4j.xt.option.IdRange;

/**
 * Facts about the socket that a packet comes from. A packet that came in by an interface has none;
 * of one of the host's own they can't be known where nobody says who sent it.
 */
enum SocketOwner implements Reading {
  /** That there is one; its value is 1. */
  SOCKET("sending socket", "发送套接字"),
  /** The user of the process; absent where the socket has none. */
  UID("sender's user id", "发送者的用户 ID"),
  /** The group of the process; absent where the socket has none. */
  GID("sender's group id", "发送者的组 ID");

  private final Label label;

  SocketOwner(String en, String zh) {
    label = new Label(en, zh);
  }

  @Override
  public Source source() {
    return Source.HOST;
  }

  @Override
  public Label label() {
    return label;
  }

  @Override
  public Presence read(Context context, Cell into) {
    Context.Owner owner = context.owner();
    if (owner == null) {
      return withoutOwner(context);
    }
    long value =
        switch (this) {
          case SOCKET -> owner.isSocket() ? 1 : -1;
          case UID -> owner.uid();
          case GID -> owner.gid();
        };
    into.number(value);
    return value < 0 ? Presence.ABSENT : Presence.PRESENT;
  }

  private static Presence withoutOwner(Context context) {
    return context.packet().inInterface().isEmpty() ? Presence.UNKNOWN : Presence.ABSENT;
  }

  /** 1 where one of the process's groups is among these, else 0. */
  record Groups(IdRange range) implements Reading {
    @Override
    public Source source() {
      return Source.HOST;
    }

    @Override
    public Label label() {
      return new Label("sender is in groups " + range, "发送者属于组 " + range);
    }

    @Override
    public Presence read(Context context, Cell into) {
      Context.Owner owner = context.owner();
      if (owner == null) {
        return withoutOwner(context);
      }
      if (owner.gid() < 0) {
        return Presence.ABSENT;
      }
      into.number(range.contains(owner.gid()) || any(owner.groups()) ? 1 : 0);
      return Presence.PRESENT;
    }

    private boolean any(List<Long> groups) {
      for (int i = 0; i < groups.size(); i++) {
        if (range.contains(groups.get(i))) {
          return true;
        }
      }
      return false;
    }
  }
}
