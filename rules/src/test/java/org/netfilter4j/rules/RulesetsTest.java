package org.netfilter4j.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.netfilter4j.rules.Rules.rule;

import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;

class RulesetsTest {
  private static final String SAVED =
      """
      *filter
      :INPUT DROP [3:180]
      :FORWARD ACCEPT [0:0]
      :OUTPUT ACCEPT [0:0]
      :WEB - [0:0]
      [7:420] -A INPUT -i lo -j ACCEPT
      [0:0] -A INPUT -p tcp -m tcp --dport 80 -j WEB
      [0:0] -A WEB -j ACCEPT
      COMMIT
      """;

  private final Ruleset ruleset = Rulesets.parse(SAVED);

  @Test
  void savedTextComesBack() {
    assertThat(Rulesets.print(ruleset, true)).isEqualTo(SAVED);
    assertThat(Rulesets.print(ruleset)).isEqualTo(SAVED.replaceAll("(?m)^\\[[0-9:]*\\] ", ""));
    var input = ruleset.table(TableName.FILTER).chain("INPUT");
    assertThat(input.policy()).isEqualTo(Target.Standard.DROP);
    assertThat(input.rules().getFirst().counters()).isEqualTo(new Counters(7, 420));
  }

  @Test
  void namesTheLineAtFault() {
    RuleException thrown =
        catchThrowableOfType(
            RuleException.class,
            () -> Rulesets.parse(SAVED.replace("--dport 80", "--dport 80000")));
    assertThat(thrown).hasMessage("invalid port/service `80000' specified");
    assertThat(thrown.line()).isEqualTo(7);
    assertThatThrownBy(() -> Rulesets.parse("*filter\n")).isInstanceOf(RuleException.class);
  }

  @Test
  void changesGiveAnotherRuleset() {
    Ruleset changed =
        Rulesets.edit(ruleset)
            .delete("INPUT", Rules.parse("-i lo -j ACCEPT"))
            .insert("WEB", 1, rule().source("10.0.0.0/8").returnToCaller())
            .replace("WEB", 2, rule().drop())
            .policy("INPUT", Target.Standard.ACCEPT)
            .newChain("OLD")
            .renameChain("OLD", "NEW")
            .append("NEW", rule().accept())
            .flush("NEW")
            .deleteChain("NEW")
            .zero("INPUT")
            .in(TableName.NAT)
            .append("POSTROUTING", rule().out("eth0").masquerade())
            .done();
    assertThat(Rulesets.print(changed, true))
        .isEqualTo(
            """
            *filter
            :INPUT ACCEPT [0:0]
            :FORWARD ACCEPT [0:0]
            :OUTPUT ACCEPT [0:0]
            :WEB - [0:0]
            [0:0] -A INPUT -p tcp -m tcp --dport 80 -j WEB
            [0:0] -A WEB -s 10.0.0.0/8 -j RETURN
            [0:0] -A WEB -j DROP
            COMMIT
            *nat
            :POSTROUTING ACCEPT [0:0]
            [0:0] -A POSTROUTING -o eth0 -j MASQUERADE
            COMMIT
            """);
    assertThat(Rulesets.print(ruleset, true)).isEqualTo(SAVED);
  }

  @Test
  void findsAsTheToolCompares() {
    RulesetEditor editor = Rulesets.edit(ruleset);
    assertThat(editor.find("INPUT", Rules.parse("-p tcp --dport http -j WEB"))).isEqualTo(2);
    assertThat(editor.find("INPUT", rule().accept())).isZero();
    assertThat(editor.find("NOWHERE", rule().accept())).isZero();
    assertThatThrownBy(() -> editor.delete("INPUT", rule().accept()))
        .hasMessage("Bad rule (does a matching rule exist in that chain?).");
  }

  @Test
  void whatCannotBeDoneLeavesAllAsItWas() {
    RulesetEditor editor = Rulesets.edit(ruleset);
    assertThatThrownBy(() -> editor.append("INPT", rule().drop()))
        .isInstanceOf(RuleException.class);
    assertThatThrownBy(() -> editor.insert("INPUT", 4, rule().drop()))
        .hasMessage("Index of insertion too big.");
    assertThatThrownBy(() -> editor.replace("INPUT", 3, rule().drop()))
        .hasMessage("Index of replacement too big.");
    assertThatThrownBy(() -> editor.delete("INPUT", 3)).hasMessage("Index of deletion too big.");
    assertThatThrownBy(() -> editor.append("INPUT", rule().jump("NOWHERE")))
        .hasMessage("Chain 'NOWHERE' does not exist");
    assertThatThrownBy(() -> editor.newChain("DROP"))
        .hasMessage("chain name may not clash with target name");
    assertThatThrownBy(() -> editor.deleteChain("WEB")).isInstanceOf(RuleException.class);
    assertThatThrownBy(() -> editor.append("INPUT", Rules.ipv6().rule().drop()))
        .hasMessage("The rule is of the other family");
    assertThat(editor.done()).isEqualTo(ruleset);
  }

  @Test
  void theKernelsChecksAreMade() {
    assertThatThrownBy(() -> Rulesets.edit(ruleset).append("INPUT", rule().masquerade()).done())
        .isInstanceOf(RuleException.class);
    assertThatThrownBy(() -> Rulesets.edit(ruleset).append("WEB", rule().jump("WEB")).done())
        .isInstanceOf(RuleException.class);
  }

  @Test
  void bothModesAndFamilies() {
    Ruleset legacy = Rulesets.parse(SAVED, Rules.ipv4().mode(Mode.LEGACY));
    assertThat(legacy.mode()).isEqualTo(Mode.LEGACY);
    assertThatThrownBy(() -> Rulesets.edit(legacy).deleteChain("WEB"))
        .hasMessage("Too many links.");
    Ruleset six =
        Rulesets.edit(Rulesets.empty(Family.IPV6))
            .append("INPUT", Rules.ipv6().parse("-s ::1 -j ACCEPT"))
            .done();
    assertThat(Rulesets.print(six)).contains("-A INPUT -s ::1/128 -j ACCEPT\n");
    assertThat(Rulesets.parse(Rulesets.print(six), Rules.ipv6())).isEqualTo(six);
  }
}
