package org.netfilter4j.diagnose;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.host.EmbeddedHost;

/** Why a packet passes a host or does not. Nothing of the host is changed. */
public final class Why {
  private final Laboratory laboratory;

  /**
   * @param now nanoseconds since 1970, for connections, sets and limits
   */
  public Why(EmbeddedHost host, long now) {
    laboratory =
        new Laboratory(host.config(), host.names(), host.connections(), host.directory(), now);
  }

  /**
   * Sends the packet through a copy of the host and, where it does not pass, looks for a remedy.
   */
  public Answer ask(Question question) {
    Laboratory.Trial trial = laboratory.run(question);
    Answer.Remedy remedy = null;
    if (!FateText.passed(trial.fate())) {
      remedy = new Remedies(laboratory).find(question, trial.events(), trial.fate());
    }
    return new Answer(question, trial.events(), trial.fate(), remedy);
  }

  /**
   * Where an extension could not be evaluated: what becomes of the packet if it holds (a target:
   * accepts), or if not.
   */
  public Answer askAssuming(Question question, boolean holds) {
    Laboratory.Trial trial =
        laboratory
            .assuming(holds ? org.netfilter4j.engine.Assume.YES : org.netfilter4j.engine.Assume.NO)
            .run(question);
    return new Answer(question, trial.events(), trial.fate(), null);
  }

  /** Both fates of a packet that an extension hides, or null where nothing is hidden. */
  @Nullable Hidden hidden(Answer answer) {
    if (!(answer.fate() instanceof Fate.Unknown)) {
      return null;
    }
    return new Hidden(
        askAssuming(answer.question(), true).fate(), askAssuming(answer.question(), false).fate());
  }

  /** What becomes of the packet if what can't be told holds, and if not. */
  record Hidden(Fate ifHolds, Fate ifNot) {}
}
