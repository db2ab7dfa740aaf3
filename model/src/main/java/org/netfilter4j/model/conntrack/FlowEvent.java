package org.netfilter4j.model.conntrack;

import org.jspecify.annotations.Nullable;

/**
 * What happened to a connection or an expectation.
 *
 * @param <T> {@link Flow} or {@link Expectation}
 * @param kind what happened
 * @param subject as the event tells of it
 * @param port the netlink port of the program that did it; 0 where packets did
 * @param program the name of that program, or null where it is not known
 */
public record FlowEvent<T>(Kind kind, T subject, long port, @Nullable String program) {

  /** What happens. */
  public enum Kind {
    NEW,
    UPDATE,
    DESTROY
  }
}
