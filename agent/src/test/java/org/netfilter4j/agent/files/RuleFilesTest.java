package org.netfilter4j.agent.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.rules.Rules;

/** What files say, and which line is to blame where they can't be read. */
class RuleFilesTest {
  private static Reading read(Mode mode, String... files) {
    List<SourceFile> sources = new ArrayList<>();
    for (int i = 0; i < files.length; i += 2) {
      sources.add(new SourceFile(files[i], files[i + 1]));
    }
    return RuleFiles.read(sources, mode);
  }

  private static Wanted good(String... files) {
    Reading reading = read(Mode.NFT, files);
    assertThat(reading).isInstanceOf(Reading.Good.class);
    return ((Reading.Good) reading).wanted();
  }

  private static String bad(String... files) {
    Reading reading = read(Mode.NFT, files);
    assertThat(reading).isInstanceOf(Reading.Bad.class);
    return ((Reading.Bad) reading).text();
  }

  private static WantedTable filter(Wanted wanted) {
    return Objects.requireNonNull(wanted.tables(Family.IPV4).get(TableName.FILTER));
  }

  private static List<String> texts(List<WantedRule> rules) {
    return rules.stream().map(rule -> Rules.print(rule.rule())).toList();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void chainsMayBeDeclaredAfterTheirRulesAndInOtherFiles(Mode mode) {
    Reading reading =
        read(
            mode,
            "20.v4",
            "*filter\n:LATER - [0:0]\n-A LATER -j DROP\nCOMMIT\n",
            "10.v4",
            "# first\n*filter\n-N OWN\n[5:6] -A OWN -j LATER\n-I OWN 1 -p tcp -j ACCEPT\nCOMMIT\n");
    assertThat(reading).isInstanceOf(Reading.Good.class);
    WantedTable table = filter(((Reading.Good) reading).wanted());
    assertThat(table.own().keySet()).containsExactly("OWN", "LATER");
    OwnChain own = Objects.requireNonNull(table.own().get("OWN"));
    assertThat(texts(own.rules())).containsExactly("-p tcp -j ACCEPT", "-j LATER");
    assertThat(own.rules().getLast().place()).isEqualTo(new Place("10.v4", 4));
    assertThat(table.placed()).isEmpty();
  }

  @Test
  void rulesForOthersChainsArePlacedAsIptablesLeavesThem() {
    Wanted wanted =
        good(
            "1.v4",
            """
            *filter
            -A INPUT -p tcp -j ACCEPT
            -I INPUT -p udp -j ACCEPT
            -I INPUT 1 -p icmp -j ACCEPT
            -A INPUT -j DROP
            #@ after -A INPUT -j f2b-sshd
            -A INPUT -p sctp -j DROP
            #@ before -A INPUT -j "f2b-sshd"
            -I INPUT -s 10.0.0.1,10.0.0.2 -j DROP
            COMMIT
            """);
    Placements input = filter(wanted).placed().getFirst();
    assertThat(texts(input.first())).containsExactly("-p icmp -j ACCEPT", "-p udp -j ACCEPT");
    assertThat(texts(input.last())).containsExactly("-p tcp -j ACCEPT", "-j DROP");
    assertThat(input.beside())
        .extracting(
            beside -> beside.after() + " " + beside.anchorText(),
            beside -> Rules.print(beside.rule().rule()))
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("true -A INPUT -j f2b-sshd", "-p sctp -j DROP"),
            org.assertj.core.api.Assertions.tuple(
                "false -A INPUT -j f2b-sshd", "-s 10.0.0.1/32 -j DROP"),
            org.assertj.core.api.Assertions.tuple(
                "false -A INPUT -j f2b-sshd", "-s 10.0.0.2/32 -j DROP"));
    assertThat(wanted.rules()).isEqualTo(7);
  }

  @Test
  void aSavedFileCanBeAFile() {
    Wanted wanted =
        good(
            "1.v4",
            """
            # Generated
            *filter
            :INPUT ACCEPT [1:2]
            :FORWARD - [0:0]
            :OWN - [0:0]
            -A INPUT -j OWN
            COMMIT
            # Completed
            """);
    assertThat(wanted.warnings()).hasSize(1).first().asString().startsWith("1.v4:3: the policy of");
  }

  @Test
  void setsAreTakenAsTheKernelTakesThem() {
    Wanted wanted =
        good(
            "2.ipset",
            "add a 10.0.0.7\n",
            "1.ipset",
            "create a hash:ip netmask 24 -exist\nflush a\nadd a 10.0.0.0/22\nCOMMIT\n");
    WantedSet set = Objects.requireNonNull(wanted.sets().get("a"));
    assertThat(set.elements().count()).isEqualTo(4);
    assertThat(set.created()).isEqualTo(new Place("1.ipset", 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "-A INPUT -j DROP|1.v4:1: no table has begun",
        "*filte|1.v4:1: there is no table filte",
        "*filter;-A INPUT -j DROP|1.v4:2: COMMIT is missing",
        "*filter;:INPUT DROP [0:0];COMMIT|1.v4:2: the policy of INPUT is not the agent's",
        "*filter;-P INPUT DROP;COMMIT|1.v4:2: the policy of INPUT is not the agent's",
        "*filter;:A - [0:0];:A - [0:0];COMMIT|1.v4:3: chain A is declared in 1.v4:2 already",
        "*filter;:LOG - [0:0];COMMIT|1.v4:2: chain name may not clash with target name",
        "*filter;-D INPUT -j DROP;COMMIT|1.v4:2: a file says what shall be there",
        "*filter;-F INPUT;COMMIT|1.v4:2: the agent flushes no chain that is not its own",
        "*filter;-F;COMMIT|1.v4:2: the agent flushes no chain that is not its own",
        "*filter;-A INPUT -j NOWHERE -p;COMMIT|1.v4:2: option \"-p\" requires an argument",
        "*filter;-A INPUT -p tcp --dport nosuch -j DROP;COMMIT|1.v4:2: invalid port/service"
            + " `nosuch",
        "*filter;-A INPUT -s www.example.com;COMMIT|1.v4:2: host name `www.example.com'",
        "*filter;-I INPUT 3 -j DROP;COMMIT|1.v4:2: rules of others come and go before number 3",
        "*filter;:A - [0:0];-I A 2 -j DROP;COMMIT|1.v4:3: Index of insertion too big",
        "*filter;#@ behind -A X;COMMIT|1.v4:2: what follows #@ is \"after",
        "*filter;#@ after -A INPUT -j X;COMMIT|1.v4:2: no rule follows in the next line",
        "*filter;#@ after -A INPUT -j X;-A OUTPUT -j DROP;COMMIT|1.v4:3: the rule before is of",
        "*filter;:A - [0:0];#@ after -A A -j DROP;-A A;COMMIT|1.v4:3: chain A is the agent's",
        "*filter;:A - [0:0];-A INPUT -j A;-A A -j A;COMMIT|1.v4:4: the kernel would refuse this:"
            + " chain",
        "*filter;-A INPUT -j MASQUERADE;COMMIT|1.v4:2: the kernel would refuse this here: ",
        "*filter;-A INPUT -j OUTPUT;COMMIT|1.v4:2: no rule goes to the built-in chain OUTPUT",
        "*filter;-A INPUT -o eth0;COMMIT|1.v4:2: Can't use -o with INPUT",
        "*filter;[1:2 -A INPUT;COMMIT|1.v4:2: the counters have no closing bracket",
      })
  void badRulesSayTheLine(String text, String said) {
    assertThat(bad("1.v4", text.replace(';', '\n') + "\n")).startsWith(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "create a hash:ipp|1.ipset:1: Syntax error: typename 'hash:ipp' is unknown",
        "add a 1.1.1.1|1.ipset:1: no file creates set a before this line",
        "create a hash:ip;create a hash:ip|1.ipset:2: set a is created in 1.ipset:1 already",
        "create a hash:ip;add a 1.1.1.1.1|1.ipset:2: ",
        "create a hash:ip;;add a example.com|1.ipset:3: host name `example.com'",
        "create a hash:ip;destroy a|1.ipset:2: \"destroy\" says nothing of what shall be there",
        "create a hash:ip;del a 1.1.1.1|1.ipset:2: \"del\" says nothing of what shall be there",
        "create a hash:ip maxelem 1;add a 1.1.1.1;add a 1.1.1.2|1.ipset:3: Hash is full",
        "create l list:set;add l theirs|1.ipset:2: Set to be added/deleted/tested as element",
      })
  void badSetsSayTheLine(String text, String said) {
    assertThat(bad("1.ipset", text.replace(';', '\n') + "\n")).startsWith(said);
  }

  @Test
  void aSetOfTheOtherFamilyIsNoSetOfTheRule() {
    assertThat(
            bad(
                "1.ipset",
                "create six hash:ip family inet6\n",
                "2.v4",
                "*filter\n-A INPUT -m set --match-set six src -j DROP\nCOMMIT\n"))
        .startsWith("2.v4:2: ");
  }

  @Test
  void chainsWithThePrefixNeedNoDeclaration() {
    Reading reading =
        RuleFiles.read(
            List.of(new SourceFile("1.v4", "*filter\n-A MY-OWN -j DROP\nCOMMIT\n")),
            Mode.NFT,
            "MY-");
    assertThat(filter(((Reading.Good) reading).wanted()).own()).containsOnlyKeys("MY-OWN");
  }

  @Test
  void otherFilesAreNoRuleFiles() {
    assertThat(List.of("a.v4", "b.v6", "c.ipset")).allMatch(RuleFiles::isRuleFile);
    assertThat(List.of(".a.v4", "a.v4~", "README", "..data")).noneMatch(RuleFiles::isRuleFile);
  }
}
