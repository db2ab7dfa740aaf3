package org.netfilter4j.xt.match;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Values;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Reading;
import org.netfilter4j.xt.option.BytePattern;

/** 1 where the bytes are there, else 0; unknown where they may be in what was not captured. */
record PatternFound(StringMatch.Data match, @Nullable BoyerMoore search) implements Reading {
  @Override
  public Source source() {
    return Source.PACKET;
  }

  @Override
  public Label label() {
    String text = BytePattern.quoted(match.pattern());
    return new Label("occurrence of " + text, text + " 是否出现");
  }

  @Override
  public Presence read(Context context, Cell into) {
    Packet packet = context.packet();
    // All of the pattern stands between the offsets.
    int end = Math.min(match.to(), packet.length());
    if (search != null ? search.finds(packet, match.from(), end) : stands(packet, end)) {
      into.number(1);
      return Presence.PRESENT;
    }
    into.number(0);
    return end == match.to() || packet.isComplete() ? Presence.PRESENT : Presence.UNKNOWN;
  }

  @Override
  public @Nullable Label explain(Context context, Values values, Outcome outcome) {
    if (outcome == Outcome.UNKNOWN) {
      return null;
    }
    String text = BytePattern.quoted(match.pattern());
    boolean found = outcome == Outcome.TRUE;
    return new Label(
        text + (found ? " stands" : " does not stand") + " in the packet",
        "数据包中" + (found ? "有 " : "没有 ") + text);
  }

  private boolean stands(Packet packet, int end) {
    for (int at = match.from(); at + match.pattern().length() <= end; at++) {
      if (isAt(packet, at)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAt(Packet packet, int at) {
    for (int i = 0; i < match.pattern().length(); i++) {
      int found = packet.byteAt(at + i);
      char wanted = match.pattern().charAt(i);
      if (found != wanted
          && !(match.ignoreCase() && BoyerMoore.upper(found) == BoyerMoore.upper(wanted))) {
        return false;
      }
    }
    return true;
  }
}
