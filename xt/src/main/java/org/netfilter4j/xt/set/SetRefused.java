package org.netfilter4j.xt.set;

import org.jspecify.annotations.Nullable;

/** A {@link SetStore} refuses what it was asked for. */
public final class SetRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final @Nullable SetError error;
  private final SetVerb verb;
  private final int line;

  private SetRefused(@Nullable SetError error, SetVerb verb, int line, @Nullable String text) {
    super(text, null, false, false);
    this.error = error;
    this.verb = verb;
    this.line = line;
  }

  public SetRefused(SetError error, SetVerb verb) {
    this(error, verb, 0);
  }

  /**
   * A refusal of what an earlier line asked for.
   *
   * @param line the number that {@link SetStore#line} was given; 0 for what was asked last
   */
  public SetRefused(SetError error, SetVerb verb, int line) {
    this(error, verb, line, null);
  }

  /** A refusal that is no {@link SetError}, in the words for people. */
  public SetRefused(String text, SetVerb verb, int line) {
    this(null, verb, line, text);
  }

  /** Null where only {@link #getMessage} says why. */
  public @Nullable SetError error() {
    return error;
  }

  public SetVerb verb() {
    return verb;
  }

  /** The line that asked; 0 for what was asked last. */
  public int line() {
    return line;
  }

  @Override
  public String getMessage() {
    return error == null ? String.valueOf(super.getMessage()) : error.name();
  }
}
