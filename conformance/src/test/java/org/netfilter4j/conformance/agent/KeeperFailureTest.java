package org.netfilter4j.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.agent.files.Reading;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.agent.keep.Applied;
import org.netfilter4j.agent.keep.Drift;
import org.netfilter4j.agent.keep.Keeper;
import org.netfilter4j.agent.keep.KeeperException;
import org.netfilter4j.agent.keep.KeeperException.Reason;
import org.netfilter4j.agent.keep.Options;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.model.Mode;

/** What can't be applied leaves rules and sets byte for byte as they were, and says why. */
class KeeperFailureTest {
  private static final String SETS =
      """
      create a hash:ip
      add a 192.0.2.1
      create b hash:ip counters
      add b 192.0.2.2
      add b 192.0.2.3
      create big hash:ip maxelem 300000
      add big 10.0.0.0/16
      create old hash:net
      add old 10.9.0.0/16
      """;
  private static final String FOUR =
      """
      *filter
      :OWN - [0:0]
      :GOING - [0:0]
      -A OWN -m set --match-set a src -j DROP
      -A OWN -m set --match-set b src -j GOING
      -A GOING -m set --match-set old src -j DROP
      -I INPUT -j OWN
      -A INPUT -p icmp -j ACCEPT
      COMMIT
      """;
  private static final String SIX = "*filter\n:SIX - [0:0]\n-A SIX -j DROP\nCOMMIT\n";

  /** Other sets and rules than those, good ones. */
  private static final String OTHER_SETS =
      """
      create a hash:ip maxelem 100
      add a 192.0.2.7
      create b hash:ip counters
      add b 192.0.2.3
      add b 192.0.2.4
      create big hash:ip maxelem 300000
      add big 10.0.0.0/16
      add big 10.8.0.1
      add big 10.8.0.2
      create fresh hash:net
      add fresh 10.9.0.0/16
      """;

  private static final String OTHER_FOUR =
      """
      *filter
      :OWN - [0:0]
      :FRESH - [0:0]
      -A FRESH -m set --match-set fresh src -j DROP
      -A OWN -m set --match-set b src -j FRESH
      -A OWN -p tcp --dport 80 -j DROP
      -I FORWARD -j OWN
      COMMIT
      """;

  @BeforeAll
  static void judges() {
    Oracle.require("iptables-nft", "iptables-legacy", "ipset");
  }

  private static void set(KeeperBench bench) {
    bench.tool("iptables -A INPUT -c 7 8 -p tcp --dport 2222 -j ACCEPT");
    bench.tool("iptables -N THEIRS");
    bench.tool("iptables -A THEIRS -c 3 4 -s 10.1.0.0/16 -j DROP");
    bench.tool("ipset create theirs hash:ip");
    bench.tool("ipset add theirs 203.0.113.1");
    try (Keeper keeper = bench.keeper()) {
      keeper.apply(bench.wanted("1.ipset", SETS, "2.v4", FOUR, "3.v6", SIX));
    }
  }

  private static void refused(
      KeeperBench bench, Keeper keeper, Wanted wanted, Reason reason, String text) {
    String before = bench.all();
    assertThatExceptionOfType(KeeperException.class)
        .isThrownBy(() -> keeper.apply(wanted))
        .satisfies(e -> {
          assertThat(e.text()).contains(text);
          assertThat(e.reason()).isEqualTo(reason);
        });
    assertThat(bench.all()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theLastRuleIsRefusedByTheKernel(Mode mode) {
    Oracle.requireKernel("iptables-nft", "-A", "INPUT", "-m", "rateest", "--help");
    try (KeeperBench bench = new KeeperBench(mode);
        Keeper keeper = bench.keeper()) {
      set(bench);
      // That no rule makes such an estimator only the kernel knows.
      String six =
          """
          *filter
          :SIX - [0:0]
          -A SIX -p tcp -j ACCEPT
          -A SIX -m rateest --rateest none --rateest-lt --rateest-bps 1mbit -j DROP
          COMMIT
          """;
      refused(
          bench,
          keeper,
          bench.wanted("1.ipset", OTHER_SETS, "2.v4", OTHER_FOUR, "3.v6", six),
          Reason.REFUSED,
          mode == Mode.NFT
              ? "3.v6:4: the kernel refuses the rules of IPv6: RULE_APPEND failed"
              : "the kernel refuses the rules of IPv6");
      // The good part alone goes in.
      assertThat(
              keeper
                  .apply(bench.wanted("1.ipset", OTHER_SETS, "2.v4", OTHER_FOUR, "3.v6", SIX))
                  .changed())
          .isTrue();
      assertThat(bench.tool("ipset list -n").lines())
          .containsExactlyInAnyOrder("NF4J-AGENT", "a", "b", "big", "fresh", "theirs");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatOthersHaveIsNotTaken(Mode mode) {
    try (KeeperBench bench = new KeeperBench(mode);
        Keeper keeper = bench.keeper()) {
      set(bench);
      String theirs = "*filter\n:THEIRS - [0:0]\n-A THEIRS -j ACCEPT\nCOMMIT\n";
      refused(
          bench,
          keeper,
          bench.wanted("1.ipset", OTHER_SETS, "2.v4", theirs),
          Reason.WRONG,
          "2.v4:2: chain THEIRS is there already with other rules");
      refused(
          bench,
          keeper,
          bench.wanted("1.ipset", SETS + "create theirs hash:ip\n", "2.v4", FOUR),
          Reason.WRONG,
          "1.ipset:10: set theirs is there already with other contents");
      refused(
          bench,
          keeper,
          bench.wanted("2.v4", "*filter\n-A INPUT -m set --match-set gone src -j DROP\nCOMMIT\n"),
          Reason.NOT_READY,
          "2.v4:2: set gone is not there, and no file creates it");
      refused(
          bench,
          keeper,
          bench.wanted("2.v4", "*filter\n:OWN - [0:0]\n-A OWN -j NOWHERE\nCOMMIT\n"),
          Reason.NOT_READY,
          "2.v4:3: the rule goes to chain NOWHERE, which is not there");
      refused(
          bench,
          keeper,
          bench.wanted("2.v4", "*filter\n:OWN - [0:0]\n-A OWN -j GOING\nCOMMIT\n"),
          Reason.WRONG,
          "2.v4:3: the rule goes to chain GOING, which no file declares any more");
      // Equal contents are taken for its own, and who says so gets the rest.
      String same = "*filter\n:THEIRS - [0:0]\n-A THEIRS -s 10.1.0.0/16 -j DROP\nCOMMIT\n";
      keeper.apply(bench.wanted("2.v4", same));
      assertThat(bench.tool("iptables-save -c")).contains("[3:4] -A THEIRS -s 10.1.0.0/16");
      Options adopting = new Options("agent", null, 5, true, false, 65_536);
      try (Keeper other = bench.keeper(adopting)) {
        other.apply(bench.wanted("1.ipset", "create theirs hash:ip\nadd theirs 203.0.113.9\n"));
      }
      assertThat(bench.tool("ipset save theirs")).contains("203.0.113.9").doesNotContain(".1\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aSetThatOthersUseStaysUntilTheyDoNot(Mode mode) {
    try (KeeperBench bench = new KeeperBench(mode);
        Keeper keeper = bench.keeper()) {
      set(bench);
      bench.tool("iptables -A THEIRS -m set --match-set old src -j ACCEPT");
      refused(
          bench,
          keeper,
          bench.wanted("1.ipset", SETS.replace("old hash:net", "old hash:ip"), "2.v4", FOUR),
          Reason.REFUSED,
          "1.ipset:8: set old can't become one of type hash:ip as long as others' rules");
      Wanted other = bench.wanted("1.ipset", OTHER_SETS, "2.v4", OTHER_FOUR);
      Applied applied = keeper.apply(other);
      assertThat(applied.left())
          .containsExactly("set old is no longer wanted, and in use by others");
      assertThat(bench.tool("ipset list -n")).contains("old\n");
      bench.tool("iptables -D THEIRS -m set --match-set old src -j ACCEPT");
      assertThat(keeper.drift(other, true)).extracting(Drift::kind).containsOnly(Drift.Kind.SET);
      // Another process knows as well whose it is.
      try (Keeper later = bench.keeper()) {
        later.apply(other);
      }
      assertThat(bench.tool("ipset list -n")).doesNotContain("old\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aSetInUseBecomesOneOfAnotherType(Mode mode) {
    try (KeeperBench bench = new KeeperBench(mode);
        Keeper keeper = bench.keeper()) {
      set(bench);
      for (String type : List.of("hash:ip", "hash:net", "hash:ip,port", "hash:net")) {
        String sets = SETS.replace("old hash:net", "old " + type);
        sets = type.equals("hash:ip,port") ? sets.replace("10.9.0.0/16", "10.9.0.1,80") : sets;
        String two = type.equals("hash:ip,port") ? FOUR.replace("old src", "old src,src") : FOUR;
        Wanted wanted = bench.wanted("1.ipset", sets, "2.v4", two, "3.v6", SIX);
        keeper.apply(wanted);
        assertThat(keeper.drift(wanted, true)).isEmpty();
        assertThat(bench.tool("ipset list -t old")).contains("Type: " + type + "\n");
        assertThat(bench.tool("ipset list -n")).doesNotContain("tmp");
        assertThat(bench.rules("filter", "GOING").getLast()).contains("--match-set old src");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatIsNotThereYetIsWaitedFor(Mode mode) {
    String text =
        """
        *filter
        :OWN - [0:0]
        -A OWN -j DROP
        -I INPUT -p tcp --dport 81 -j OWN
        -I DOCKER-USER -j OWN
        #@ after -A FORWARD -j DOCKER
        -A FORWARD -p tcp --dport 82 -j OWN
        COMMIT
        """;
    try (KeeperBench bench = new KeeperBench(mode)) {
      Wanted wanted = bench.wanted("9.v4", text);
      bench.tool("iptables -S");
      bench.tool("ip6tables -S");
      try (Keeper keeper = bench.keeper()) {
        refused(
            bench, keeper, wanted, Reason.NOT_READY, "rule -A FORWARD -j DOCKER of others is not");
      }
      try (Keeper keeper = bench.keeper(new Options("agent", null, 5, false, true, 65_536))) {
        Applied applied = keeper.apply(wanted);
        assertThat(applied.pending())
            .containsExactlyInAnyOrder(
                "9.v4:5: chain DOCKER-USER is not there in IPv4 filter",
                "9.v4:7: rule -A FORWARD -j DOCKER of others is not there in IPv4 filter");
        assertThat(bench.rules("filter", "INPUT").getLast()).endsWith("-j OWN");
        assertThat(keeper.drift(wanted, true)).noneMatch(Drift::isRepairable).hasSize(2);
        assertThat(keeper.apply(wanted).changed()).isFalse();
        bench.tool("iptables -N DOCKER");
        bench.tool("iptables -N DOCKER-USER");
        bench.tool("iptables -A FORWARD -j DOCKER");
        bench.tool("iptables -A FORWARD -j DOCKER-USER");
        assertThat(keeper.apply(wanted).pending()).isEmpty();
        assertThat(bench.rules("filter", "FORWARD"))
            .containsExactly(
                "-P FORWARD ACCEPT",
                "-A FORWARD -j DOCKER",
                "-A FORWARD -p tcp -m tcp --dport 82 -j OWN",
                "-A FORWARD -j DOCKER-USER");
        assertThat(bench.rules("filter", "DOCKER-USER").getLast())
            .isEqualTo("-A DOCKER-USER -j OWN");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void twoAgentsLiveSideBySide(Mode mode) {
    try (KeeperBench bench = new KeeperBench(mode);
        Keeper one = bench.keeper();
        Keeper two = bench.keeper(new Options("two", null, 5, false, false, 65_536))) {
      String first = "*filter\n:ONE - [0:0]\n-A ONE -j DROP\n-A INPUT -j ACCEPT\nCOMMIT\n";
      String second = "*filter\n:TWO - [0:0]\n-A TWO -j DROP\n-A INPUT -j ACCEPT\nCOMMIT\n";
      Wanted wantedOne = bench.wanted("1.v4", first, "1.ipset", "create one hash:ip\n");
      Wanted wantedTwo = bench.wanted("1.v4", second, "1.ipset", "create two hash:ip\n");
      one.apply(wantedOne);
      two.apply(wantedTwo);
      assertThat(bench.rules("filter", "INPUT"))
          .containsExactly(
              "-P INPUT ACCEPT",
              "-A INPUT -m comment --comment nf4j-agent -j ACCEPT",
              "-A INPUT -m comment --comment nf4j-agent-two -j ACCEPT");
      // Both want the last place: they rest instead of moving for ever.
      for (int i = 0; i < 20; i++) {
        one.apply(wantedOne);
        two.apply(wantedTwo);
      }
      assertThat(one.drift(wantedOne, true))
          .noneMatch(Drift::isRepairable)
          .extracting(Drift::kind)
          .isSubsetOf(Drift.Kind.CONTESTED);
      String before = bench.all();
      one.apply(wantedOne);
      two.apply(wantedTwo);
      assertThat(bench.all()).isEqualTo(before);
      one.cleanup();
      assertThat(two.drift(wantedTwo, true)).isEmpty();
      two.cleanup();
      assertThat(bench.rules("filter")).hasSize(3);
      assertThat(bench.tool("ipset list -n")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aLockThatIsHeldIsSaid(Mode mode) throws InterruptedException {
    try (KeeperBench bench = new KeeperBench(mode);
        Keeper keeper = bench.keeper(new Options("agent", null, 1, false, false, 65_536))) {
      Wanted wanted = bench.wanted("1.v4", "*filter\n-A INPUT -p tcp -j ACCEPT\nCOMMIT\n");
      bench
          .namespace
          .shell()
          .run(
              org.netfilter4j.conformance.Command.script(
                  "(flock -x 9; sleep 4) 9>$XTABLES_LOCKFILE >/dev/null 2>&1 &"))
          .orThrow("flock");
      Thread.sleep(300);
      if (mode == Mode.LEGACY) {
        assertThatExceptionOfType(KeeperException.class)
            .isThrownBy(() -> keeper.apply(wanted))
            .matches(e -> e.reason() == Reason.LOCKED && e.mayHelpLater());
      } else {
        // nf_tables needs no lock.
        assertThat(keeper.apply(wanted).changed()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void filesThatCanNotBeReadSayTheLine(Mode mode) {
    try (KeeperBench bench = new KeeperBench(mode)) {
      assertThat(bench.read("1.ipset", "create a hash:ip maxelem 2\nadd a 1.1.1.0/30\n"))
          .isEqualTo(new Reading.Bad("1.ipset", 2, "Hash is full, cannot add more elements"));
      assertThat(bench.read("1.v4", "*filter\n-A INPUT -s example.com -j DROP\nCOMMIT\n"))
          .isInstanceOfSatisfying(
              Reading.Bad.class,
              bad -> assertThat(bad.text()).startsWith("1.v4:2: ").contains("example.com"));
    }
  }
}
