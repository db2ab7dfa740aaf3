package org.netfilter4j.diagnose.bisect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.bisect.Step.Stage;
import org.netfilter4j.model.Ruleset;

/** What came of a search. */
public sealed interface Finding {
  /** How many attempts it took. */
  int attempts();

  /**
   * The rules, one behind the other, that keep the packets from getting through.
   *
   * @param culprits at least one
   * @param proven whether the packets got through with an accepting rule before each of them and
   *     nothing else
   */
  record Found(int attempts, List<Culprit> culprits, boolean proven) implements Finding {
    public Found {
      culprits = List.copyOf(culprits);
    }

    /** The same with rules numbered as they are now, where others have changed them since. */
    public Found in(List<Ruleset> now) {
      List<Culprit> moved = new ArrayList<>();
      for (Culprit culprit : culprits) {
        moved.add(new Culprit(culprit.step().in(now), culprit.policy(), culprit.remedy()));
      }
      return new Found(attempts, moved, proven);
    }
  }

  /**
   * A rule or policy that keeps the packets from getting through.
   *
   * @param policy whether the rule only leads to the policy of its built-in chain, by RETURN or by
   *     a chain that ends
   * @param remedy the words of the rule that lets them pass there, without its target; null where
   *     none was tried
   */
  record Culprit(Step step, boolean policy, @Nullable String remedy) {}

  /** Nothing is to be found: they get through as it is. */
  record Passes(int attempts) implements Finding {}

  /**
   * They don't get through though all chains accept them: it is not these rules.
   *
   * @param seen the stages that packets of the class came to
   */
  record Elsewhere(int attempts, List<Stage> seen) implements Finding {
    public Elsewhere {
      seen = List.copyOf(seen);
    }
  }

  /** No packet of the class came while it was waited for. */
  record Silence(int attempts) implements Finding {}

  /**
   * They are accepted wherever they come to.
   *
   * @param seen the stages that they came to
   */
  record Accepted(int attempts, List<Stage> seen) implements Finding {
    public Accepted {
      seen = List.copyOf(seen);
    }
  }
}
