package org.netfilter4j.agent.keep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netfilter4j.command.RuleLanguage;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.match.Comment;
import org.netfilter4j.xt.set.SetNamespace;

/** Edits that make chains as wanted, from random chains with rules of others between. */
class AlignmentTest {
  private static final RuleLanguage LANGUAGE =
      new RuleLanguage(
          Family.IPV4, Mode.NFT, TableName.FILTER, SystemNames.ofMachine(), new SetNamespace());

  private static Rule rule(String name) {
    List<Match> matches = List.of(new Comment.Data(name));
    return new Rule(Selector.any(Family.IPV4), matches, Target.NONE);
  }

  private static List<Entry> apply(List<Entry> chain, List<Edit> edits) {
    List<Entry> changed = new ArrayList<>(chain);
    for (Edit edit : edits) {
      if (edit instanceof Edit.Append append) {
        changed.add(append.entry());
      } else if (edit instanceof Edit.Insert insert) {
        changed.add(insert.number() - 1, insert.entry());
      } else if (edit instanceof Edit.Delete delete) {
        changed.remove(delete.number() - 1);
      } else {
        throw new AssertionError(edit);
      }
    }
    return changed;
  }

  @Test
  void chainsBecomeAsWantedAndWhatStaysKeepsItsCounters() {
    Random random = new Random(3);
    int stayed = 0;
    for (int round = 0; round < 20_000; round++) {
      List<Entry> chain = new ArrayList<>();
      List<@Nullable Rule> keys = new ArrayList<>();
      int others = random.nextInt(3);
      for (int i = random.nextInt(8); i > 0; i--) {
        boolean own = random.nextInt(3) > 0;
        Rule rule = rule((own ? "own" : "other") + random.nextInt(4));
        chain.add(new Entry(rule, new Counters(1 + i, round)));
        keys.add(own ? rule : null);
      }
      Plan plan = new Plan(Family.IPV4);
      ChainPlan chainPlan =
          new ChainPlan(plan, TableName.FILTER, "X", LANGUAGE, chain, keys.toArray(new Rule[0]));
      List<List<Want>> wanted = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      List<Entry> foreign = new ArrayList<>();
      for (int i = 0; i < chain.size(); i++) {
        if (keys.get(i) == null) {
          foreign.add(chain.get(i));
        }
      }
      for (int gap = 0; gap < chainPlan.gaps(); gap++) {
        List<Want> wants = new ArrayList<>();
        for (int i = random.nextInt(others + 3); i > 0; i--) {
          Rule rule = rule("own" + random.nextInt(4));
          wants.add(new Want(rule, rule, null, random.nextInt(9) == 0));
          expected.add(LANGUAGE.text(rule));
        }
        wanted.add(wants);
        if (gap < foreign.size()) {
          expected.add(LANGUAGE.text(foreign.get(gap).rule()));
        }
      }
      Alignment alignment = chainPlan.align(wanted);
      chainPlan.change(wanted, alignment);
      List<Entry> after = apply(chain, plan.edits);
      assertThat(after).extracting(entry -> LANGUAGE.text(entry.rule())).isEqualTo(expected);
      // Others' rules have counters that nobody else has, and keep them.
      assertThat(after.stream().filter(foreign::contains).toList()).isEqualTo(foreign);
      // Nothing that is the same begins to count anew, wherever it goes.
      long counting = after.stream().filter(e -> !e.counters().equals(Counters.ZERO)).count();
      assertThat(counting).isEqualTo(after.size() - alignment.added());
      assertThat(plan.edits.isEmpty()).isEqualTo(alignment.isEmpty());
      stayed += after.size() - alignment.added() - alignment.moved() - foreign.size();
    }
    assertThat(stayed).isPositive();
  }

  @Test
  void oneRuleThatMovesLeavesAllOthersWhereTheyAre() {
    List<Entry> chain = new ArrayList<>();
    List<Rule> keys = new ArrayList<>();
    List<Want> wants = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      Rule rule = rule("r" + i);
      chain.add(new Entry(rule, Counters.ZERO));
      keys.add(rule);
      wants.add(new Want(rule, rule, null, false));
    }
    wants.add(0, wants.removeLast());
    Plan plan = new Plan(Family.IPV4);
    ChainPlan chainPlan =
        new ChainPlan(plan, TableName.FILTER, "X", LANGUAGE, chain, keys.toArray(new Rule[0]));
    Alignment alignment = chainPlan.align(List.of(wants));
    chainPlan.change(List.of(wants), alignment);
    assertThat(plan.edits).hasSize(2);
    assertThat(alignment.moved()).isEqualTo(1);
  }
}
