package org.netfilter4j.xt.lower;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Values;

/** A fact that an extension computes; it changes nothing. */
public interface Reading extends Field.Fact {
  /** Whether a value is there, is absent, or can't be known here. */
  enum Presence {
    PRESENT,
    ABSENT,
    UNKNOWN
  }

  /** Computes the value into {@code into}; nothing is allocated. */
  Presence read(Context context, Cell into);

  /**
   * Why a test of this fact came out so, as a sentence without a full stop ("192.168.1.2 is not in
   * set whiteiplist"); null for the sentence that is derived from the field's label and value.
   */
  default @Nullable Label explain(Context context, Values values, Outcome outcome) {
    return null;
  }
}
