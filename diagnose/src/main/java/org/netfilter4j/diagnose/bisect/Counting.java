package org.netfilter4j.diagnose.bisect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.bisect.Finding.Culprit;
import org.netfilter4j.diagnose.bisect.Step.Frame;
import org.netfilter4j.diagnose.bisect.Step.Kind;
import org.netfilter4j.diagnose.bisect.Step.Stage;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.live.TemporaryRule;
import org.netfilter4j.diagnose.live.TemporaryRules;
import org.netfilter4j.diagnose.live.TemporaryRules.Counted;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;

/**
 * Finds who decides about packets that come by themselves, with rules that count and change no
 * verdict: where packets come to the beginning of a built-in chain and not to a place in it, a rule
 * before that place has decided.
 */
public final class Counting {
  private static final int PAUSE_MILLISECONDS = 50;

  /** Time for a packet that was counted first to come to the last rule of a chain. */
  private static final int GRACE_MILLISECONDS = 100;

  private final PacketClass packets;
  private final List<Ruleset> rulesets;
  private final TemporaryRules temporary;
  private final Placement placement;
  private final Progress progress;
  private final Duration patience;
  private int attempts;

  /**
   * @param rulesets of both modes as they are, without temporary rules
   * @param patience how long to wait for a packet
   */
  public Counting(
      PacketClass packets,
      List<Ruleset> rulesets,
      TemporaryRules temporary,
      Duration patience,
      Progress progress) {
    this.packets = packets;
    this.rulesets = List.copyOf(rulesets);
    this.temporary = temporary;
    this.placement = new Placement(packets, temporary, "");
    this.patience = patience;
    this.progress = progress;
  }

  /** Searches; no temporary rule is left in its chains. */
  public Finding run() {
    Course course = new Course(packets, rulesets, false);
    List<Stage> stages = course.stages();
    List<TemporaryRule> tops = new ArrayList<>();
    for (Stage stage : stages) {
      placement.add(course, stage, course.top(stage), tops);
    }
    temporary.put(tops);
    attempts++;
    List<Stage> seen = new ArrayList<>();
    if (!waitFor(course, seen)) {
      temporary.put(List.of());
      return new Finding.Silence(attempts);
    }
    // From where they came last, back to where they came first: who drops is the last but for the
    // other mode's tables, which nobody orders.
    Finding found = null;
    for (Stage stage : seen.reversed()) {
      if (stage.table() != TableName.NAT && course.canDrop(stage)) {
        found = decided(course, stage);
        if (found != null) {
          break;
        }
      }
    }
    temporary.put(List.of());
    return found == null ? new Finding.Accepted(attempts, seen) : found;
  }

  private boolean waitFor(Course course, List<Stage> seen) {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end && !temporary.isOver()) {
      pause(PAUSE_MILLISECONDS);
      placement.seen(course, seen);
      if (!seen.isEmpty()) {
        // A later packet may come further, as the replies do.
        pause(GRACE_MILLISECONDS);
        placement.seen(course, seen);
        seen.sort(Comparator.comparingInt(Stage::order));
        return true;
      }
    }
    return false;
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KernelException("interrupted");
    }
  }

  /** Who drops at a stage; null where packets are accepted. */
  private @Nullable Finding decided(Course course, Stage stage) {
    List<Step> steps = course.steps(stage);
    while (true) {
      Step step = last(course, steps);
      if (step == null) {
        return new Finding.Silence(attempts);
      }
      List<Step> within = step.kind() == Kind.CALLS ? course.within(step) : List.of();
      if (within.isEmpty()) {
        return drops(step) ? found(course, step) : null;
      }
      steps = within;
    }
  }

  /** The last step that packets come to; null where no packet came. */
  private @Nullable Step last(Course course, List<Step> steps) {
    int low = 0;
    int high = steps.size();
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      Boolean reached = reached(course, steps.get(middle));
      if (reached == null) {
        return null;
      }
      if (reached) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return steps.get(low);
  }

  private static boolean drops(Step step) {
    return switch (step.kind()) {
      case DROPS, CALLS -> true;
      case POLICY, RETURNS, ENDS -> step.stage().policy() == Target.Standard.DROP;
      case CHANGES, ACCEPTS, NOTHING -> false;
    };
  }

  private Finding found(Course course, Step step) {
    Stage stage = step.stage();
    String remedy = packets.words(stage.direction(), course.by(stage).getLast(), stage.hook());
    boolean policy = step.kind() == Kind.RETURNS || step.kind() == Kind.ENDS;
    return new Finding.Found(attempts, List.of(new Culprit(step, policy, remedy)), false);
  }

  /** Whether packets come to a step; null where none came at all. */
  private @Nullable Boolean reached(Course course, Step step) {
    Stage stage = step.stage();
    List<TemporaryRule> rules = new ArrayList<>();
    List<Frame> top = course.top(stage);
    placement.add(course, stage, top, rules);
    int first = rules.size();
    placement.add(course, stage, step.frames(), rules);
    temporary.put(rules);
    attempts++;
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end && !temporary.isOver()) {
      pause(PAUSE_MILLISECONDS);
      if (count(stage, first)[0] > 0) {
        pause(GRACE_MILLISECONDS);
        boolean reached = count(stage, first)[1] > 0;
        progress.tried(attempts, step, false, reached);
        return reached;
      }
    }
    return null;
  }

  /** What was counted at the beginning of the stage's chain, and behind it. */
  private long[] count(Stage stage, int first) {
    long[] counts = new long[2];
    int tops = 0;
    for (Counted counted : temporary.counted()) {
      if (counted.mode() != stage.mode() || counted.table() != stage.table()) {
        continue;
      }
      boolean top = tops < first && counted.chain().equals(stage.hook().chain());
      counts[top ? 0 : 1] += counted.counters().packets();
      tops += top ? 1 : 0;
    }
    return counts;
  }
}
