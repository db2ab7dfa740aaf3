package org.netfilter4j.diagnose.bisect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.bisect.Finding.Culprit;
import org.netfilter4j.diagnose.bisect.Step.Kind;
import org.netfilter4j.diagnose.bisect.Step.Stage;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.live.TemporaryRule;
import org.netfilter4j.diagnose.live.TemporaryRules;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.TableName;

/**
 * Finds the rule by accepting the packets from a place on, and halving the places. Safe because an
 * accepting rule in a chain ends that table at that hook alone: what other tables do stays.
 */
public final class Bisection {
  /** More rules than this one behind the other are not sought. */
  private static final int MOST_CULPRITS = 4;

  private final Placement placement;
  private final TemporaryRules temporary;
  private final PacketClass packets;
  private final List<Ruleset> rulesets;
  private final Attempt attempt;
  private final Runnable between;
  private final Progress progress;
  private int attempts;

  /**
   * One with nothing to be done between attempts.
   *
   * @param rulesets of both modes as they are, without temporary rules
   */
  public Bisection(
      PacketClass packets,
      List<Ruleset> rulesets,
      TemporaryRules temporary,
      Attempt attempt,
      Progress progress) {
    this(packets, rulesets, temporary, attempt, () -> {}, progress);
  }

  /**
   * @param rulesets of both modes as they are, without temporary rules
   * @param between is done before each attempt, once its rules stand
   */
  public Bisection(
      PacketClass packets,
      List<Ruleset> rulesets,
      TemporaryRules temporary,
      Attempt attempt,
      Runnable between,
      Progress progress) {
    this.packets = packets;
    this.rulesets = List.copyOf(rulesets);
    this.temporary = temporary;
    this.placement = new Placement(packets, temporary, "-j ACCEPT");
    this.attempt = attempt;
    this.between = between;
    this.progress = progress;
  }

  /** Searches; no temporary rule is left in its chains. */
  public Finding run() {
    if (passes(List.of(), null, false)) {
      return new Finding.Passes(attempts);
    }
    Course course = new Course(packets, rulesets, false);
    List<Stage> seen = new ArrayList<>();
    for (List<Stage> stages : variants(course)) {
      List<Step> steps = steps(course, stages);
      if (steps.isEmpty()) {
        continue;
      }
      if (passes(cut(course, steps, 0), steps.getFirst(), false)) {
        Finding found = new Search(course, steps).run();
        temporary.put(List.of());
        return found;
      }
      placement.seen(course, seen);
    }
    temporary.put(List.of());
    return new Finding.Elsewhere(attempts, seen);
  }

  /**
   * The chains to accept in: those that can drop; if they don't get through then, those of filter
   * and security alone, for what other tables change may be needed; then all.
   */
  private static List<List<Stage>> variants(Course course) {
    List<Stage> dropping = new ArrayList<>();
    List<Stage> filtering = new ArrayList<>();
    for (Stage stage : course.stages()) {
      if (course.canDrop(stage)) {
        dropping.add(stage);
        if (stage.table() == TableName.FILTER || stage.table() == TableName.SECURITY) {
          filtering.add(stage);
        }
      }
    }
    List<Stage> all = new ArrayList<>();
    for (Stage stage : course.stages()) {
      if (stage.table() != TableName.NAT || course.canDrop(stage)) {
        all.add(stage);
      }
    }
    List<List<Stage>> variants = new ArrayList<>(List.of(dropping));
    for (List<Stage> other : List.of(filtering, all)) {
      if (!variants.contains(other)) {
        variants.add(other);
      }
    }
    return variants;
  }

  private static List<Step> steps(Course course, List<Stage> stages) {
    List<Step> steps = new ArrayList<>();
    for (Stage stage : stages) {
      for (Step step : course.steps(stage)) {
        // Who accepts keeps nothing from getting through; and what is not translated might not.
        boolean translates =
            stage.table() == TableName.NAT
                && (step.kind() == Kind.CHANGES || step.kind() == Kind.CALLS);
        if (step.kind() != Kind.ACCEPTS && !translates) {
          steps.add(step);
        }
      }
    }
    return steps;
  }

  private boolean passes(List<TemporaryRule> rules, @Nullable Step from, boolean behind) {
    temporary.put(rules);
    between.run();
    attempts++;
    boolean passed = attempt.getsThrough(attempts);
    progress.tried(attempts, from, behind, passed);
    return passed;
  }

  /** The rules that accept from a step on; none where it is past the last. */
  private List<TemporaryRule> cut(Course course, List<Step> steps, int at) {
    List<TemporaryRule> rules = new ArrayList<>();
    if (at < steps.size()) {
      Step step = steps.get(at);
      placement.add(course, step.stage(), step.frames(), rules);
      later(course, steps, at, rules);
    }
    return rules;
  }

  /** Those at the beginning of each later stage. */
  private void later(Course course, List<Step> steps, int at, List<TemporaryRule> rules) {
    Stage last = steps.get(at).stage();
    for (int i = at + 1; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (!step.stage().equals(last)) {
        last = step.stage();
        placement.add(course, last, step.frames(), rules);
      }
    }
  }

  /** A search among steps of which it is known that accepting from the first on helps. */
  private final class Search {
    private final Course course;
    private final List<Step> steps;
    private final List<TemporaryRule> base = new ArrayList<>();
    private final List<Culprit> culprits = new ArrayList<>();

    Search(Course course, List<Step> steps) {
      this.course = course;
      this.steps = steps;
    }

    Finding run() {
      int from = 0;
      while (true) {
        int at = halve(steps, from, steps.size(), List.of());
        Step step = exact(at);
        List<TemporaryRule> remedy = new ArrayList<>();
        placement.addLast(course, step, remedy);
        base.addAll(remedy);
        boolean enough = passes(base, step, false);
        String words = placement.used(step, remedy);
        culprits.add(new Culprit(step, leadsToPolicy(step), words));
        from = nextStage(at);
        if (enough || from == steps.size() || culprits.size() == MOST_CULPRITS) {
          return new Finding.Found(attempts, culprits, enough);
        }
      }
    }

    /** The index of the step from which on accepting helps, and from the next on does not. */
    private int halve(List<Step> among, int good, int bad, List<TemporaryRule> after) {
      int low = good;
      int high = bad;
      while (high - low > 1) {
        int middle = (low + high) >>> 1;
        List<TemporaryRule> rules = new ArrayList<>(base);
        rules.addAll(cut(course, among, middle));
        rules.addAll(after);
        if (passes(rules, among.get(middle), false)) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return low;
    }

    /** Makes sure that it is that very rule: behind it, accepting does not help any more. */
    private Step exact(int at) {
      Step step = steps.get(at);
      if (step.rule() == null) {
        return step;
      }
      List<TemporaryRule> after = new ArrayList<>();
      later(course, steps, at, after);
      if (!isAdjacent(step, at) && helpsBehind(step, after)) {
        return amongAll(step, at, after);
      }
      return step.kind() == Kind.CALLS ? inside(step, after) : step;
    }

    private boolean isAdjacent(Step step, int at) {
      if (at + 1 == steps.size()) {
        return false;
      }
      Step next = steps.get(at + 1);
      return next.stage().equals(step.stage())
          && next.frames().size() == step.frames().size()
          && next.place().chain().equals(step.place().chain())
          && next.place().number() == step.place().number() + 1;
    }

    private boolean helpsBehind(Step step, List<TemporaryRule> after) {
      List<TemporaryRule> rules = new ArrayList<>(base);
      placement.add(course, step.stage(), course.behind(step.stage(), step.frames()), rules);
      rules.addAll(after);
      return passes(rules, step, true);
    }

    /** Some rule behind it, of those that were thought not to matter. */
    private Step amongAll(Step step, int at, List<TemporaryRule> after) {
      Course full = new Course(packets, rulesets, true);
      List<Step> all = full.steps(step.stage());
      int low = place(all, step);
      Step next = at + 1 < steps.size() ? steps.get(at + 1) : null;
      int high = next == null || !next.stage().equals(step.stage()) ? -1 : place(all, next);
      if (low < 0) {
        return step;
      }
      high = high <= low ? all.size() : high;
      return all.get(halve(all, low, high, after));
    }

    private static int place(List<Step> all, Step step) {
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).id().equals(step.id())) {
          return i;
        }
      }
      return -1;
    }

    /** The rule in a chain that several rules go to; the call itself where it can't be told. */
    private Step inside(Step call, List<TemporaryRule> after) {
      List<Step> within = new ArrayList<>();
      for (Step step : course.within(call)) {
        if (step.kind() != Kind.ACCEPTS) {
          within.add(step);
        }
      }
      if (within.isEmpty()) {
        return call;
      }
      List<TemporaryRule> rules = new ArrayList<>(base);
      rules.addAll(cut(course, within, 0));
      rules.addAll(after);
      if (!passes(rules, within.getFirst(), false)) {
        return call;
      }
      Step found = within.get(halve(within, 0, within.size(), after));
      if (helpsBehind(found, after)) {
        return call;
      }
      return found.kind() == Kind.CALLS ? inside(found, after) : found;
    }

    /** The first step of another stage. */
    private int nextStage(int at) {
      Stage stage = steps.get(at).stage();
      int next = at;
      while (next < steps.size() && steps.get(next).stage().equals(stage)) {
        next++;
      }
      return next;
    }

    private static boolean leadsToPolicy(Step step) {
      return step.kind() == Kind.RETURNS || step.kind() == Kind.ENDS;
    }
  }
}
