package org.netfilter4j.xt.match;

import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;

/** {@code -m state}: conntrack's states alone (xt_conntrack.c, revision 3, with its alias flag). */
public final class State extends MatchDescriptor<State.Data> {
  private static final Option<Integer> STATE =
      Option.of("state", ConnectionStates.STATE)
          .allowInversion()
          .makeMandatory()
          .help("one of these states");

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

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return ConnectionStates.among(match.states).not(match.inverted);
  }
}
