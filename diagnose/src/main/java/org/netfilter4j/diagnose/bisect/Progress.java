package org.netfilter4j.diagnose.bisect;

import org.jspecify.annotations.Nullable;

/** Is told what is tried, so that who waits sees what happens. */
public interface Progress {
  /**
   * Something was tried.
   *
   * @param number how many attempts there were, this one included
   * @param from the step from which on the packets were accepted, or before which they were
   *     counted; null where nothing was changed
   * @param behind whether it was behind that step rather than before it
   * @param passed whether they got through, or there
   */
  void tried(int number, @Nullable Step from, boolean behind, boolean passed);
}
