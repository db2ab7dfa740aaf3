package org.netfilter4j.model;

import java.util.List;

/**
 * What a match means: a small tree that evaluates to an {@link Outcome}.
 *
 * <p>{@link All} and {@link Any} are ordered and stop early: the first part that is not TRUE (or,
 * for Any, not FALSE) is the outcome of the whole. UNKNOWN is never guessed and never negated away.
 */
public sealed interface Condition {

  /** What evaluating a condition gives. */
  enum Outcome {
    TRUE,
    FALSE,
    /** The packet is malformed for this match and is dropped at once (x_tables' hotdrop). */
    DROP,
    /** The engine can't tell; see {@link Unknown}. */
    UNKNOWN
  }

  /** True where the field is present and its value is one of these; false where it is absent. */
  record Test(Field field, Values values) implements Condition {}

  /** True where the field is present. */
  record Present(Field field) implements Condition {}

  /** True where the field is present; where it is absent the packet is dropped. */
  record Require(Field field) implements Condition {}

  /** Asks and changes state; the outcome depends on more than this packet. */
  record Probe(Stateful state) implements Condition {}

  /** Swaps TRUE and FALSE; DROP and UNKNOWN stay. */
  record Not(Condition of) implements Condition {}

  /** True where all parts are, in order; {@link #ALWAYS} has none. */
  record All(List<Condition> of) implements Condition {
    public All {
      of = List.copyOf(of);
    }
  }

  /** True where one part is, in order; {@link #NEVER} has none. */
  record Any(List<Condition> of) implements Condition {
    public Any {
      of = List.copyOf(of);
    }
  }

  /**
   * An extension that can't be evaluated here.
   *
   * @param extension the extension's name
   * @param needs what it would need, as a phrase ("a socket table")
   */
  record Unknown(String extension, Label needs) implements Condition {}

  /** True for every packet. */
  Condition ALWAYS = new All(List.of());

  /** False for every packet. */
  Condition NEVER = new Any(List.of());

  static Condition all(Condition... of) {
    return of.length == 1 ? of[0] : new All(List.of(of));
  }

  static Condition any(Condition... of) {
    return of.length == 1 ? of[0] : new Any(List.of(of));
  }

  /** This condition, or with {@code inverted} its opposite. */
  default Condition not(boolean inverted) {
    return inverted ? new Not(this) : this;
  }
}
