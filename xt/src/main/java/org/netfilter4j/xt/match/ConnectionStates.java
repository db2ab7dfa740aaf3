package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.option.NamedBits;
import org.netfilter4j.xt.option.NamedBits.Bit;

/** The states that conntrack and state ask for, numbered as XT_CONNTRACK_STATE_*. */
final class ConnectionStates {
  private static final int SNAT = 64;
  private static final int DNAT = 128;
  private static final int UNTRACKED = 256;

  private static final List<Bit> STATES =
      List.of(
          new Bit("INVALID", 1),
          new Bit("NEW", 8),
          new Bit("RELATED", 4),
          new Bit("ESTABLISHED", 2),
          new Bit("UNTRACKED", UNTRACKED));

  /** What {@code --state} takes. */
  static final NamedBits STATE = new NamedBits(STATES, "Bad state \"", "\"");

  /** What {@code --ctstate} takes: two bits of the connection's status too. */
  static final NamedBits CTSTATE = new NamedBits(withNat(), "Bad ctstate \"", "\"");

  /** What {@code --ctstatus} takes, numbered as IPS_*. */
  static final NamedBits CTSTATUS =
      new NamedBits(
          List.of(
              new Bit("NONE", 0),
              new Bit("EXPECTED", 1),
              new Bit("SEEN_REPLY", 2),
              new Bit("ASSURED", 4),
              new Bit("CONFIRMED", 8)),
          "Bad ctstatus \"",
          "\"");

  private ConnectionStates() {}

  private static List<Bit> withNat() {
    List<Bit> states = new ArrayList<>(STATES);
    states.add(new Bit("SNAT", SNAT));
    states.add(new Bit("DNAT", DNAT));
    return states;
  }

  /** States as nft's syntax has them. */
  static String translated(int mask, boolean inverted) {
    return (inverted ? "! " : "") + STATE.text(mask).toLowerCase(Locale.ROOT);
  }

  /** Translations that {@code --ctstate} asks for, of which the C tool sees one. */
  static String translation(int mask) {
    return (mask & SNAT) != 0 ? "snat" : (mask & DNAT) != 0 ? "dnat" : "";
  }

  /** Flags of connections as nft's syntax has them: nothing for none. */
  static String translatedStatus(int mask, boolean inverted) {
    String flags = mask == 0 ? "" : CTSTATUS.text(mask);
    return (inverted ? "! " : "") + flags.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** True where the packet's state, or the translation of its connection, is among these. */
  static Condition among(int mask) {
    List<Condition> parts = new ArrayList<>();
    int states = mask & 0xf | ((mask & UNTRACKED) != 0 ? 64 : 0);
    if (states != 0) {
      parts.add(new Condition.Test(Field.Flow.STATE, new Values.AnyBit(states)));
    }
    int status = ((mask & SNAT) != 0 ? 16 : 0) | ((mask & DNAT) != 0 ? 32 : 0);
    if (status != 0) {
      parts.add(new Condition.Test(Field.Flow.STATUS, new Values.AnyBit(status)));
    }
    return parts.size() == 1 ? parts.getFirst() : new Condition.Any(parts);
  }
}
