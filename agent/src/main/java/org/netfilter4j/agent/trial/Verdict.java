package org.netfilter4j.agent.trial;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.persist.LiveState;
import org.netfilter4j.agent.persist.PersistException;
import org.netfilter4j.model.Mode;

/** What somebody says of a trial from another session. */
public final class Verdict {
  private Verdict() {}

  /**
   * Ends the trial that is under way.
   *
   * @param keep whether the new rules stay
   * @return the exit code
   */
  public static int give(boolean keep, TrialPlace place, LiveState kernel, PrintStream out) {
    if (!place.exists()) {
      throw new PersistException(place.state());
    }
    String how = place.tell(keep);
    if (how == null) {
      how = leftBehind(keep, place, kernel);
    }
    out.println(how);
    boolean kept = how.endsWith(Watcher.KEPT);
    boolean back = how.contains(Watcher.TAKEN_BACK) && !how.contains("NOT " + Watcher.TAKEN_BACK);
    return (keep ? kept : back) ? Trial.KEPT : 1;
  }

  private static String leftBehind(boolean keep, TrialPlace place, LiveState kernel) {
    if (keep) {
      place.end(Watcher.KEPT);
      return Watcher.KEPT;
    }
    Before before;
    try {
      before = Before.read(place.directory());
    } catch (IOException e) {
      // It was being made: nothing had changed.
      place.end(Watcher.TAKEN_BACK);
      return Watcher.TAKEN_BACK;
    }
    List<String> wrong = before.restore(kernel);
    if (!wrong.isEmpty()) {
      throw new PersistException(String.join("; ", wrong));
    }
    place.end(Watcher.TAKEN_BACK);
    return Watcher.TAKEN_BACK;
  }

  /** The mode of the trial that is under way; null where there is none. */
  public static @Nullable Mode mode(TrialPlace place) {
    try {
      return Before.read(place.directory()).mode();
    } catch (IOException _) {
      return null;
    }
  }
}
