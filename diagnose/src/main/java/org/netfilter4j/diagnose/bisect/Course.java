package org.netfilter4j.diagnose.bisect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.netfilter4j.diagnose.bisect.Step.Frame;
import org.netfilter4j.diagnose.bisect.Step.Kind;
import org.netfilter4j.diagnose.bisect.Step.Stage;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.live.PacketClass.By;
import org.netfilter4j.diagnose.live.PacketClass.Direction;
import org.netfilter4j.diagnose.live.Reach;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Operation;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;

/** What packets of a class may meet, in order: the built-in chains of both modes. */
final class Course {
  /** The order in which a packet comes to the hooks; to INPUT or FORWARD, not to both. */
  private static final List<Hook> HOOKS =
      List.of(Hook.OUTPUT, Hook.PREROUTING, Hook.INPUT, Hook.FORWARD, Hook.POSTROUTING);

  private final PacketClass packets;
  private final List<Ruleset> rulesets;
  private final boolean translated;
  private final boolean everyRule;
  private final Map<Stage, Map<String, List<Rule>>> chains = new HashMap<>();
  private final List<Stage> stages = new ArrayList<>();
  private final Map<Stage, List<Step>> steps = new HashMap<>();

  /**
   * @param rulesets of both modes, without temporary rules
   * @param everyRule whether rules count that surely don't match, and those that do nothing
   */
  Course(PacketClass packets, List<Ruleset> rulesets, boolean everyRule) {
    this.packets = packets;
    this.rulesets = List.copyOf(rulesets);
    this.everyRule = everyRule;
    this.translated = Reach.isTranslated(packets, rulesets);
    for (Direction direction : Direction.values()) {
      for (Hook hook : HOOKS) {
        if (crosses(direction, hook)) {
          add(direction, hook);
        }
      }
    }
  }

  /** Packets that come in by an interface don't begin at OUTPUT, nor end there their answers. */
  private boolean crosses(Direction direction, Hook hook) {
    return packets.in() == null || direction == Direction.REPLY || hook != Hook.OUTPUT;
  }

  private record At(Ruleset ruleset, Table table, Chain chain) {
    int priority(Hook hook) {
      return table.name().priority(hook, ruleset.mode());
    }
  }

  private void add(Direction direction, Hook hook) {
    List<At> here = new ArrayList<>();
    for (Ruleset ruleset : rulesets) {
      for (Table table : ruleset.tables().values()) {
        Chain chain = table.name().hooks().contains(hook) ? table.chain(hook.chain()) : null;
        if (chain != null && chain.isBuiltIn()) {
          here.add(new At(ruleset, table, chain));
        }
      }
    }
    here.sort(Comparator.comparingInt(at -> at.priority(hook)));
    for (At at : here) {
      Target.Standard policy = at.chain.policy();
      Stage stage =
          new Stage(
              stages.size(),
              at.ruleset.mode(),
              packets.family(),
              at.table.name(),
              hook,
              direction,
              policy == null ? Target.Standard.ACCEPT : policy);
      stages.add(stage);
      Map<String, List<Rule>> rules = new HashMap<>();
      for (Chain chain : at.table.chains().values()) {
        rules.put(chain.name(), chain.rules().stream().map(Entry::rule).toList());
      }
      chains.put(stage, rules);
      steps.put(stage, stepsOf(stage));
    }
  }

  List<Stage> stages() {
    return stages;
  }

  /** All steps of a stage. */
  List<Step> steps(Stage stage) {
    return steps.getOrDefault(stage, List.of());
  }

  /** Whether a step of the stage may drop. */
  boolean canDrop(Stage stage) {
    return canDrop(steps(stage), new HashSet<>());
  }

  private boolean canDrop(List<Step> among, Set<String> seen) {
    for (Step step : among) {
      boolean drops =
          switch (step.kind()) {
            case DROPS -> true;
            case POLICY -> step.stage().policy() == Target.Standard.DROP;
            case CALLS -> {
              Rule rule = step.rule();
              String chain = rule == null ? null : rule.target().chain();
              yield chain != null && seen.add(chain) && canDrop(within(step), seen);
            }
            case CHANGES, RETURNS, ACCEPTS, NOTHING, ENDS -> false;
          };
      if (drops) {
        return true;
      }
    }
    return false;
  }

  /** How a rule at that stage can know the packets: by each of these. */
  List<By> by(Stage stage) {
    // Raw comes before connection tracking.
    return translated && stage.table() != TableName.RAW
        ? List.of(By.HEADERS, By.CONNECTION)
        : List.of(By.HEADERS);
  }

  private Reach reach(Stage stage) {
    boolean before =
        stage.direction() == Direction.REQUEST
            && (stage.hook() == Hook.PREROUTING || stage.hook() == Hook.OUTPUT)
            && (stage.table() == TableName.RAW || stage.table() == TableName.MANGLE);
    return new Reach(
        packets, stage.direction(), stage.mode(), stage.table(), translated && !before);
  }

  private List<Step> stepsOf(Stage stage) {
    List<Step> found = new Walk(stage, stage.hook().chain()).steps(List.of());
    List<Rule> rules = rules(stage, stage.hook().chain());
    Frame end =
        new Frame(
            stage.hook().chain(), rules.size() + 1, rules.isEmpty() ? null : rules.getLast(), null);
    found.add(new Step(stage, List.of(end), null, Kind.POLICY));
    return found;
  }

  /** The steps within the chain that a step calls. */
  List<Step> within(Step call) {
    Rule rule = call.rule();
    String chain = rule == null ? null : rule.target().chain();
    if (rule == null || chain == null) {
      return List.of();
    }
    Walk walk = new Walk(call.stage(), chain);
    List<Frame> outer = behind(call.stage(), call.frames());
    List<Step> steps = walk.steps(outer);
    walk.end(rule, chain, outer);
    return steps;
  }

  private List<Rule> rules(Stage stage, String chain) {
    return chains.getOrDefault(stage, Map.of()).getOrDefault(chain, List.of());
  }

  /** The same frames with the last one's place behind its rule. */
  List<Frame> behind(Stage stage, List<Frame> frames) {
    List<Frame> moved = new ArrayList<>(frames.subList(0, frames.size() - 1));
    Frame last = frames.getLast();
    List<Rule> rules = rules(stage, last.chain());
    moved.add(frame(last.chain(), rules, last.number() + 1));
    return moved;
  }

  private static Frame frame(String chain, List<Rule> rules, int number) {
    return new Frame(
        chain,
        number,
        number == 1 ? null : rules.get(number - 2),
        number > rules.size() ? null : rules.get(number - 1));
  }

  /** The beginning of a stage's chain. */
  List<Frame> top(Stage stage) {
    String chain = stage.hook().chain();
    return List.of(frame(chain, rules(stage, chain), 1));
  }

  /** Goes through a chain and those that it calls. */
  private final class Walk {
    private final Stage stage;
    private final String root;
    private final Reach reach;

    /** How many rules that can match go to each chain. */
    private final Map<String, Integer> calls = new HashMap<>();

    private final List<Step> found = new ArrayList<>();

    Walk(Stage stage, String root) {
      this.stage = stage;
      this.root = root;
      this.reach = reach(stage);
      count(root, new HashSet<>());
    }

    private void count(String chain, Set<String> seen) {
      if (!seen.add(chain)) {
        return;
      }
      for (Rule rule : rules(stage, chain)) {
        String to = rule.target().chain();
        if (to != null && matters(rule)) {
          calls.merge(to, 1, Integer::sum);
          count(to, seen);
        }
      }
    }

    private boolean matters(Rule rule) {
      return everyRule || reach.canMatch(rule);
    }

    List<Step> steps(List<Frame> outer) {
      walk(root, outer);
      return found;
    }

    private void walk(String chain, List<Frame> outer) {
      List<Rule> rules = rules(stage, chain);
      for (int number = 1; number <= rules.size(); number++) {
        Rule rule = rules.get(number - 1);
        if (!matters(rule)) {
          continue;
        }
        String to = rule.target().chain();
        if (to != null && calls.getOrDefault(to, 0) == 1 && !to.equals(root)) {
          List<Frame> frames = with(outer, frame(chain, rules, number + 1));
          walk(to, frames);
          end(rule, to, frames);
          continue;
        }
        Kind kind = to != null ? Kind.CALLS : kind(reach.action(rule), stage.table());
        if (kind != Kind.NOTHING || everyRule) {
          found.add(new Step(stage, with(outer, frame(chain, rules, number)), rule, kind));
        }
      }
    }

    /** The end of a chain that was gone to, where what follows is not what stands behind. */
    private void end(Rule rule, String chain, List<Frame> outer) {
      if (rule.target() instanceof Target.Goto && stage.policy() == Target.Standard.DROP) {
        List<Rule> rules = rules(stage, chain);
        Frame end = frame(chain, rules, rules.size() + 1);
        found.add(new Step(stage, with(outer, end), null, Kind.ENDS));
      }
    }

    private static List<Frame> with(List<Frame> outer, Frame last) {
      List<Frame> all = new ArrayList<>(outer);
      all.add(last);
      return all;
    }
  }

  private static Kind kind(Action action, TableName table) {
    return switch (action) {
      case Action.Verdict verdict ->
          switch (verdict.kind()) {
            case ACCEPT -> Kind.ACCEPTS;
            case DROP, QUEUE -> Kind.DROPS;
          };
      case Action.Return _ -> Kind.RETURNS;
      case Action.Continue _ -> Kind.NOTHING;
      case Action.Jump _, Action.Goto _ -> Kind.CALLS;
      // A translation drops where it finds no free port: what matters is what it translates.
      case Action.Do does -> table == TableName.NAT ? Kind.CHANGES : kind(does.operation());
      case Action.Unknown _ -> Kind.DROPS;
    };
  }

  private static Kind kind(Operation operation) {
    Set<Operation.Result> outcomes = operation.outcomes();
    if (outcomes.contains(Operation.Result.DROP)
        || outcomes.contains(Operation.Result.STOLEN)
        || outcomes.contains(Operation.Result.QUEUE)) {
      return Kind.DROPS;
    }
    if (!operation.writes().isEmpty()) {
      return Kind.CHANGES;
    }
    return outcomes.contains(Operation.Result.ACCEPT) ? Kind.ACCEPTS : Kind.NOTHING;
  }
}
