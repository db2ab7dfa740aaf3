package org.netfilter4j.rules;

import java.util.Locale;

/** The unit of time of a rate. */
public enum Per {
  SECOND,
  MINUTE,
  HOUR,
  DAY;

  /** The word in a rule. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
