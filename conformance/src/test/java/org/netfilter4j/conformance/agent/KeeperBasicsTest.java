package org.netfilter4j.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.agent.keep.Applied;
import org.netfilter4j.agent.keep.Keeper;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.model.Mode;

/** What a keeper makes of files, step by step, as the C tools show it. */
class KeeperBasicsTest {
  @BeforeAll
  static void judges() {
    Oracle.require("iptables-nft", "iptables-legacy", "ipset");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void appliesRepairsAndRemoves(Mode mode) {
    try (KeeperBench bench = new KeeperBench(mode);
        Keeper keeper = bench.keeper()) {
      bench.tool("iptables -N DOCKER-USER");
      bench.tool("iptables -A FORWARD -j DOCKER-USER");
      bench.tool("iptables -A INPUT -p tcp --dport 2222 -j ACCEPT");
      String before = bench.all();
      Wanted wanted =
          bench.wanted(
              "10-sets.ipset",
              """
              create bad hash:ip
              add bad 192.0.2.1
              add bad 192.0.2.8-192.0.2.11
              """,
              "20-web.v4",
              """
              *filter
              :WEB - [0:0]
              -A WEB -p tcp --dport 80 -m set --match-set bad src -j DROP
              -A WEB -j RETURN
              -I INPUT -j WEB
              -A INPUT -p icmp -j ACCEPT
              #@ after -A FORWARD -j DOCKER-USER
              -A FORWARD -i eth7 -m comment --comment "seven" -j DROP
              -A DOCKER-USER -s 10.0.0.0/8 -j DROP
              COMMIT
              *nat
              -A POSTROUTING -o eth7 -j MASQUERADE
              COMMIT
              """,
              "30-web.v6",
              """
              *filter
              :WEB - [0:0]
              -A WEB -j DROP
              -A INPUT -p tcp --dport 80 -j WEB
              COMMIT
              """);
      Applied applied = keeper.apply(wanted);
      assertThat(applied.changed()).isTrue();
      assertThat(bench.rules("filter"))
          .containsExactly(
              "-P INPUT ACCEPT",
              "-P FORWARD ACCEPT",
              "-P OUTPUT ACCEPT",
              "-N DOCKER-USER",
              "-N NF4J-AGENT",
              "-N WEB",
              "-A INPUT -j WEB",
              "-A INPUT -p tcp -m tcp --dport 2222 -j ACCEPT",
              "-A INPUT -p icmp -m comment --comment nf4j-agent -j ACCEPT",
              "-A FORWARD -j DOCKER-USER",
              "-A FORWARD -i eth7 -m comment --comment \"nf4j-agent: seven\" -j DROP",
              "-A DOCKER-USER -s 10.0.0.0/8 -m comment --comment nf4j-agent -j DROP",
              "-A NF4J-AGENT -m comment --comment \"chains WEB\"",
              "-A NF4J-AGENT -m comment --comment \"sets bad\"",
              "-A WEB -p tcp -m tcp --dport 80 -m set --match-set bad src -j DROP",
              "-A WEB -j RETURN");
      assertThat(bench.tool("ipset save bad").lines()).hasSize(6);
      assertThat(keeper.drift(wanted, true)).isEmpty();
      String all = bench.all();
      String good = bench.meaning();
      assertThat(keeper.apply(wanted).changed()).isFalse();
      assertThat(bench.all()).isEqualTo(all);

      bench.tool("iptables -I INPUT -s 1.2.3.4 -j DROP");
      bench.tool("iptables -F WEB");
      bench.tool("iptables -D DOCKER-USER 1");
      bench.tool("ipset del bad 192.0.2.1");
      bench.tool("ipset add bad 192.0.2.77");
      assertThat(keeper.drift(wanted, true)).hasSize(5);
      keeper.apply(wanted);
      assertThat(keeper.drift(wanted, true)).isEmpty();
      bench.tool("iptables -D INPUT -s 1.2.3.4 -j DROP");
      assertThat(bench.meaning()).isEqualTo(good);

      bench.keeper().cleanup();
      assertThat(bench.rules("filter"))
          .containsExactly(
              "-P INPUT ACCEPT",
              "-P FORWARD ACCEPT",
              "-P OUTPUT ACCEPT",
              "-N DOCKER-USER",
              "-A INPUT -p tcp -m tcp --dport 2222 -j ACCEPT",
              "-A FORWARD -j DOCKER-USER");
      assertThat(bench.tool("ipset save")).isEmpty();
      assertThat(before).doesNotContain("NF4J");
    }
  }
}
