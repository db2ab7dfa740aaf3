package org.netfilter4j.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.SetDirectory;

class DialectTest {
  @Test
  void readsAndPrintsAsTheToolDoes() {
    Rule rule = Rules.parse("--protocol tcp --dport http -j ACCEPT");
    assertThat(Rules.print(rule)).isEqualTo("-p tcp -m tcp --dport 80 -j ACCEPT");
    assertThat(Rules.ipv4().print("INPUT", rule))
        .isEqualTo("-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT");
    assertThat(Rules.ipv4().list(rule))
        .isEqualTo("ACCEPT     6    --  0.0.0.0/0            0.0.0.0/0            tcp dpt:80");
    assertThat(Rules.ipv4().list(rule, new Counters(7, 420)))
        .isEqualTo(
            "    7   420 ACCEPT     6    --  *      *       0.0.0.0/0            0.0.0.0/0  "
                + "          tcp dpt:80");
  }

  @Test
  void quotedWordsComeBack() {
    Rule rule = Rules.parse("-m comment --comment \"it is \\\"so\\\"\" -j DROP");
    assertThat(Rules.parse(Rules.print(rule))).isEqualTo(rule);
    assertThat(
            Rules.ipv4().parse(List.of("-m", "comment", "--comment", "it is \"so\"", "-j", "DROP")))
        .isEqualTo(rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "-p tcp --dprt 80 -j DROP        | unknown option \"--dprt\"                  | --dprt   |"
            + " 2",
        "-p tcp --dport 80000 -j DROP    | invalid port/service `80000' specified  | 80000    | 3",
        "-s 10.0.0.300 -j DROP           | host/network `10.0.0.300' not found     | 10.0.0.300 |"
            + " 1",
        "-d 10.0.0.0/33 -p tcp -j DROP   | invalid mask `33' specified             | 10.0.0.0/33 |"
            + " 1",
        "-p nothing -j DROP              | unknown protocol \"nothing\" specified     | nothing  |"
            + " 1",
        "-m statistic --mode nth -j DROP | --every and --packet must be specified when using nth"
            + " mode | statistic | 1",
        "-p tcp --dport 80 stray         | Bad argument `stray'                    | stray    | 4",
        "-j REJECT --reject-with never   | unknown reject type \"never\"              | never    |"
            + " 3",
      })
  void namesTheWordAtFault(String text, String message, String word, int place) {
    RuleException thrown =
        catchThrowableOfType(RuleException.class, () -> Rules.parse(text.strip()));
    assertThat(thrown).as(text).isNotNull().hasMessage(message);
    assertThat(thrown.word()).isEqualTo(word);
    assertThat(thrown.wordIndex()).isEqualTo(place);
    assertThat(thrown.exitCode()).isEqualTo(2);
    assertThat(thrown.line()).isZero();
  }

  @Test
  void whatIsNoRuleIsRefused() {
    for (String text : List.of("-A INPUT -j DROP", "-L", "-h", "-V", "-t nat -j DROP", "-6", "!")) {
      assertThatThrownBy(() -> Rules.parse(text)).as(text).isInstanceOf(RuleException.class);
    }
    assertThatThrownBy(() -> Rules.parse("-m comment --comment \"open"))
        .hasMessage("A quote does not end");
  }

  @Test
  void severalSourcesAreSeveralRules() {
    assertThat(Rules.ipv4().parseAll("-s 10.0.0.1,10.0.0.2 -j DROP"))
        .extracting(Rules::print)
        .containsExactly("-s 10.0.0.1/32 -j DROP", "-s 10.0.0.2/32 -j DROP");
    assertThatThrownBy(() -> Rules.parse("-s 10.0.0.1,10.0.0.2 -j DROP"))
        .hasMessageContaining("2 rules");
  }

  @Test
  void chainsAndSetsCanBeGiven() {
    assertThat(Rules.parse("-j WEB").target()).isEqualTo(new Target.Jump("WEB"));
    assertThat(Rules.print(Rules.ipv4().mode(Mode.LEGACY).parse("-j MARK --or-mark 1")))
        .isEqualTo("-j MARK --set-xmark 0x1/0x1");
    Dialect strict = Rules.ipv4().chains(List.of("WEB")).chain("INPUT").sets(new NoSets());
    assertThat(strict.parse("-g WEB").target()).isEqualTo(new Target.Goto("WEB"));
    assertThatThrownBy(() -> strict.parse("-j ACEPT")).hasMessage("Chain 'ACEPT' does not exist");
    assertThatThrownBy(() -> strict.mode(Mode.LEGACY).parse("-j ACEPT"))
        .hasMessage("Couldn't load target `ACEPT':No such file or directory");
    assertThatThrownBy(() -> strict.parse("-o eth0")).hasMessage("Can't use -o with INPUT");
    assertThatThrownBy(() -> strict.parse("-m set --match-set friends src"))
        .hasMessage("Set friends doesn't exist.");
  }

  private static final class NoSets implements SetDirectory {
    @Override
    public boolean has(String set) {
      return false;
    }

    @Override
    public boolean fits(String set, Family family) {
      return false;
    }
  }

  @Test
  void tablesAndFamiliesDiffer() {
    assertThatThrownBy(() -> Rules.ipv4().table(TableName.NAT).parse("-j DROP"))
        .hasMessageContaining("not intended for filtering");
    assertThat(Rules.ipv6().parse("-s 2001:db8::/32 -j DROP").family()).isEqualTo(Family.IPV6);
    assertThatThrownBy(() -> Rules.parse("-s 2001:db8::/32 -j DROP"))
        .isInstanceOf(RuleException.class);
  }

  /** What nft mode reads back is compared; legacy mode compares what was written. */
  @Test
  void comparesAsTheModesDo() {
    Rule written = Rules.parse("-p tcp ! --sport 0:65535 -j ACCEPT");
    Rule plain = Rules.parse("-p tcp -j ACCEPT");
    Dialect nft = Rules.ipv4();
    Dialect legacy = nft.mode(Mode.LEGACY);
    assertThat(nft.same(written, plain)).isTrue();
    assertThat(legacy.same(written, plain)).isFalse();
    assertThat(nft.same(plain, Rules.parse("-p tcp --dport 1 -j ACCEPT"))).isFalse();
    assertThat(nft.normal(written)).isEqualTo(plain);
    assertThat(legacy.normal(written)).isEqualTo(written);
  }
}
