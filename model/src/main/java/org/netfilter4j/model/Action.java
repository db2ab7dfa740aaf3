package org.netfilter4j.model;

/** What a rule does with a packet that it matches. */
public sealed interface Action {
  /** Ends the table. */
  record Verdict(Kind kind) implements Action {
    /** The verdicts a rule can give by itself. */
    public enum Kind {
      ACCEPT,
      DROP,
      /** To a program in user space; dropped where none listens. */
      QUEUE
    }
  }

  /** To the chain's first rule; a RETURN or its end comes back here. */
  record Jump(String chain) implements Action {}

  /** To the chain's first rule; a RETURN or its end goes back to where this chain was called. */
  record Goto(String chain) implements Action {}

  /** Back to the caller; in a built-in chain, to the policy. */
  record Return() implements Action {}

  /** To the next rule: a rule without a target, which only counts. */
  record Continue() implements Action {}

  record Do(Operation operation) implements Action {}

  /** The target can't be evaluated here, as {@link Condition.Unknown}. */
  record Unknown(String extension, Label needs) implements Action {}

  Action ACCEPT = new Verdict(Verdict.Kind.ACCEPT);
  Action DROP = new Verdict(Verdict.Kind.DROP);
  Action RETURN = new Return();
  Action CONTINUE = new Continue();
}
