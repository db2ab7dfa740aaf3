package org.netfilter4j.diagnose.bisect;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.bisect.Step.Frame;
import org.netfilter4j.diagnose.bisect.Step.Stage;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.live.PacketClass.By;
import org.netfilter4j.diagnose.live.TemporaryRule;
import org.netfilter4j.diagnose.live.TemporaryRules;
import org.netfilter4j.diagnose.live.TemporaryRules.Counted;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;

/** Makes the temporary rules for places in chains. */
final class Placement {
  private final PacketClass packets;
  private final TemporaryRules temporary;
  private final String target;

  /**
   * @param target what the rules do; empty where they only count
   */
  Placement(PacketClass packets, TemporaryRules temporary, String target) {
    this.packets = packets;
    this.temporary = temporary;
    this.target = target;
  }

  /** Adds what stands at these places. */
  void add(Course course, Stage stage, List<Frame> frames, List<TemporaryRule> to) {
    for (Frame frame : frames) {
      for (By by : course.by(stage)) {
        to.add(rule(stage, frame, by));
      }
    }
  }

  /** Adds what stands before a step itself, and nothing elsewhere. */
  void addLast(Course course, Step step, List<TemporaryRule> to) {
    add(course, step.stage(), List.of(step.place()), to);
  }

  private TemporaryRule rule(Stage stage, Frame frame, By by) {
    Rule rule = temporary.rule(stage.mode(), stage.table(), words(stage, by), target);
    RuleId before =
        new RuleId(stage.mode(), stage.family(), stage.table(), frame.chain(), frame.number());
    return new TemporaryRule(before, frame.previous(), frame.next(), rule);
  }

  private String words(Stage stage, By by) {
    return packets.words(stage.direction(), by, stage.hook());
  }

  /** The words of that one of the rules before a step by which packets were accepted. */
  @Nullable String used(Step step, List<TemporaryRule> rules) {
    long most = 0;
    Rule used = null;
    for (Counted counted : temporary.counted()) {
      for (TemporaryRule rule : rules) {
        if (rule.rule().equals(counted.rule())
            && rule.before().chain().equals(counted.chain())
            && rule.before().mode() == counted.mode()
            && rule.before().table() == counted.table()
            && counted.counters().packets() > most) {
          most = counted.counters().packets();
          used = rule.rule();
        }
      }
    }
    for (By by : By.values()) {
      String words = words(step.stage(), by);
      if (used != null
          && used.equals(
              temporary.rule(step.stage().mode(), step.stage().table(), words, target))) {
        return words;
      }
    }
    return used == null ? words(step.stage(), By.HEADERS) : null;
  }

  /** Adds the stages at which a temporary rule has counted a packet. */
  void seen(Course course, List<Stage> to) {
    List<Counted> all = temporary.counted();
    for (Stage stage : course.stages()) {
      for (Counted counted : all) {
        if (counted.mode() == stage.mode()
            && counted.table() == stage.table()
            && counted.chain().equals(stage.hook().chain())
            && counted.counters().packets() != 0
            && isOf(stage, counted.rule())
            && !to.contains(stage)) {
          to.add(stage);
        }
      }
    }
  }

  private boolean isOf(Stage stage, Rule rule) {
    for (By by : By.values()) {
      if (rule.equals(temporary.rule(stage.mode(), stage.table(), words(stage, by), target))) {
        return true;
      }
    }
    return false;
  }
}
