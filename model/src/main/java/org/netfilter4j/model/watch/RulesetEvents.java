package org.netfilter4j.model.watch;

import org.jspecify.annotations.Nullable;

/** What happens to a machine's nf_tables, as it happens, and what the events refer to. */
public interface RulesetEvents extends AutoCloseable {
  /**
   * Waits for the next event.
   *
   * @return null once this is closed
   */
  @Nullable RulesetEvent take();

  /**
   * The rule that has a handle, as a {@link TraceEvent.RuleMet} names it.
   *
   * @return null where there is no such rule any more
   */
  @Nullable RuleAt rule(int family, String table, String chain, long handle);

  /**
   * The name of an interface of the machine.
   *
   * @return null where there is none of that index any more
   */
  @Nullable String interfaceName(long index);

  @Override
  void close();
}
