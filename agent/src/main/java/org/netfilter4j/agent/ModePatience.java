package org.netfilter4j.agent;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.linux.ModeSurvey;
import org.netfilter4j.model.Mode;

/**
 * Decides when a reason to change the mode is good enough, so that rules don't go to and fro: a
 * kubelet's chain is believed at once, numbers of rules where they are found again some seconds
 * later, and not soon after a kubelet's chain was seen in this mode, for it makes it again where
 * somebody flushed it. After each move the next one waits longer.
 */
final class ModePatience {
  /** How long numbers of rules must have been so. */
  static final long SETTLE = Duration.ofSeconds(5).toNanos();

  /** The kubelet looks for its chain once a minute. */
  static final long KUBELET = Duration.ofMinutes(2).toNanos();

  static final long FIRST_REST = Duration.ofMinutes(1).toNanos();
  static final long LONGEST_REST = Duration.ofHours(1).toNanos();
  private static final long FORGOTTEN = Duration.ofDays(1).toNanos();

  private boolean waiting;
  private long since;
  private boolean hinted;
  private long hintedAt;
  private int moves;
  private long movedAt;

  /**
   * Whether it is time to go.
   *
   * @param others a survey without the rules of agents
   * @param now System.nanoTime()
   * @return null to stay
   */
  @Nullable ModeMove decide(Mode current, ModeSurvey others, long now) {
    for (ModeSurvey.Held table : others.tables()) {
      if (table.mode() == current && table.hinted()) {
        hinted = true;
        hintedAt = now;
      }
    }
    ModeMove move = ModeMove.of(current, others);
    if (move == null) {
      waiting = false;
      return null;
    }
    if (!waiting) {
      waiting = true;
      since = now;
    }
    boolean ripe =
        move.lasting() || (now - since >= SETTLE && !(hinted && now - hintedAt < KUBELET));
    return ripe && !isResting(now) ? move : null;
  }

  /** Whether there is a reason that is not good enough yet. */
  boolean isWaiting() {
    return waiting;
  }

  private boolean isResting(long now) {
    return moves > 0 && now - movedAt < rest();
  }

  private long rest() {
    return Math.min(FIRST_REST << Math.min(moves - 1, 10), LONGEST_REST);
  }

  /** The rules are in the other mode now. */
  void moved(long now) {
    // One that has stayed for long is not one of those that go to and fro.
    moves = moves > 0 && now - movedAt > FORGOTTEN ? 1 : moves + 1;
    movedAt = now;
    waiting = false;
    hinted = false;
  }
}
