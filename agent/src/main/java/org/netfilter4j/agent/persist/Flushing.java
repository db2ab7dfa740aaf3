package org.netfilter4j.agent.persist;

import java.util.List;
import org.netfilter4j.model.Family;

/** Rules and then sets leave the kernel. */
public final class Flushing {
  private final Options options;
  private final LiveState kernel;
  private final Journal journal;

  public Flushing(Place place, LiveState kernel, Journal journal) {
    this.options = place.options();
    this.kernel = kernel;
    this.journal = journal;
  }

  /**
   * Flushes all tables of the mode, whose policies accept from then on, and destroys all sets.
   *
   * @return whether nothing is left
   * @throws PersistException where a table can't be flushed
   */
  public boolean run() {
    for (Part part : Part.OUT) {
      Family family = part.family();
      if (family != null) {
        kernel.flush(family, options.wait(part));
        continue;
      }
      List<String> left = kernel.destroySets();
      if (!left.isEmpty()) {
        journal.fail("sets that are still in use: " + String.join(", ", left));
        return false;
      }
    }
    journal.say("rules and sets are gone from the kernel; what is saved is as it was");
    return true;
  }
}
