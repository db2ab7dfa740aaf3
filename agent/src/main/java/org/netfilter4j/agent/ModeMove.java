package org.netfilter4j.agent;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.linux.ModeChoice;
import org.netfilter4j.linux.ModeSurvey;
import org.netfilter4j.model.Mode;

/**
 * A reason to keep the rules in the other mode.
 *
 * @param lasting whether it is a clear word; the mere number of rules comes and goes
 * @param why in words
 */
record ModeMove(Mode to, boolean lasting, String why) {
  /** So many times the rules of this mode make the other one the one that is used. */
  private static final int CLEARLY = 2;

  /**
   * Whether others clearly use the other mode; null where they don't. That nobody has any rules is
   * no reason to go.
   *
   * @param others a survey without the rules of agents
   */
  static @Nullable ModeMove of(Mode current, ModeSurvey others) {
    ModeChoice choice = ModeChoice.of(others);
    Mode to = choice.mode();
    if (to == current) {
      return null;
    }
    return switch (choice.reason()) {
      case HINT -> new ModeMove(to, true, "the kubelet has made its chain there");
      case ONLY_ONE -> new ModeMove(to, true, "the kernel has no other mode");
      case MORE_RULES -> {
        long there = others.rules(to);
        long here = others.rules(current);
        yield there < CLEARLY * here
            ? null
            : new ModeMove(
                to, false, "others have " + there + " rules there and " + here + " here");
      }
      case EQUALLY_MANY, NO_RULES, NEITHER, NO_RIGHT -> null;
    };
  }
}
