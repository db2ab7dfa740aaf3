package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m state}: conntrack's states alone (xt_conntrack.c, revision 3, with its alias flag). */
public final class State extends MatchDescriptor<State.Data> {
  private static final Option<Integer> STATE =
      Option.of("state", ConnectionStates.STATE)
          .allowInversion()
          .makeMandatory()
          .help("one of these states");

  /** XT_CONNTRACK_STATE and XT_CONNTRACK_STATE_ALIAS. */
  private static final int ALIASED = 1 | 1 << 13;

  /**
   * The part of struct xt_conntrack_mtinfo3 that state uses.
   *
   * @param states XT_CONNTRACK_STATE_* bits
   */
  public record Data(int states, boolean inverted) implements Match {
    @Override
    public String name() {
      return "state";
    }
  }

  public State() {
    super("state", Data.class, STATE);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(STATE), args.inverted(STATE));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("state", match.inverted, ConnectionStates.STATE.text(match.states));
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(match.inverted ? " ! state " : " state ");
    out.add(ConnectionStates.STATE.text(match.states));
  }

  @Override
  public boolean translate(Data match, Translation out) {
    out.add("ct state " + ConnectionStates.translated(match.states, match.inverted));
    return true;
  }

  /** What State uses of struct xt_conntrack_mtinfo3, with the flag that tells it from conntrack. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(
        new Layout<>(3, 164, State::write, State::read),
        new Layout<>(2, 156, State::write, State::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u16(ConntrackStruct.ASKED, ALIASED);
    out.u16(ConntrackStruct.INVERTED, match.inverted ? 1 : 0);
    out.u16(ConntrackStruct.STATES, match.states);
  }

  /** The same stands in revision 2 in the same places, and was written by older tools. */
  private static @Nullable Data read(StructBytes in) {
    return in.u16(ConntrackStruct.ASKED) == ALIASED
        ? new Data(
            in.u16(ConntrackStruct.STATES), in.known(in.u16(ConntrackStruct.INVERTED), 1) != 0)
        : null;
  }

  @Override
  public String kernelName() {
    return "conntrack";
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return ConnectionStates.among(match.states).not(match.inverted);
  }
}
