package org.netfilter4j.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.model.Mode;

/** What is its own an agent still knows where one of its two ledgers is gone. */
class KeeperLedgerTest {
  @BeforeAll
  static void judges() {
    Oracle.require("iptables-nft", "iptables-legacy", "ipset");
  }

  private static Wanted chain(KeeperBench bench, String name) {
    return bench.wanted(
        "a.v4",
        "*filter\n:%s - [0:0]\n-A %s -s 192.0.2.1 -j DROP\n-I INPUT -j %s\nCOMMIT\n"
            .formatted(name, name, name));
  }

  /** Its own chains stay where somebody flushes a table, and the ledger in it says nothing more. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void aFlushedTableAndOtherFiles(Mode mode) {
    try (KeeperBench bench = new KeeperBench(mode)) {
      bench.keeper().apply(chain(bench, "WEB"));
      bench.tool("iptables -N EMPTY");
      bench.tool("iptables -F");
      assertThat(bench.rules("filter")).contains("-N WEB");
      bench.keeper().apply(chain(bench, "MAIL"));
      assertThat(bench.rules("filter"))
          .contains("-N EMPTY", "-A INPUT -j MAIL", "-A MAIL -s 192.0.2.1/32 -j DROP")
          .doesNotContain("-N WEB");
      bench.tool("iptables -F NF4J-AGENT");
      bench.keeper().apply(chain(bench, "WEB"));
      assertThat(bench.rules("filter")).contains("-A INPUT -j WEB").doesNotContain("-N MAIL");
      bench.tool("iptables -F");
      bench.keeper().cleanup();
      assertThat(bench.rules("filter"))
          .containsExactly("-P INPUT ACCEPT", "-P FORWARD ACCEPT", "-P OUTPUT ACCEPT", "-N EMPTY");
      assertThat(bench.tool("ipset save")).isEmpty();
    }
  }

  /** Once all chains are removed, one of the same name is somebody else's. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void aChainOfTheSameNameThatOthersMade(Mode mode) {
    try (KeeperBench bench = new KeeperBench(mode)) {
      bench.keeper().apply(chain(bench, "WEB"));
      bench.tool("iptables -F");
      bench.tool("iptables -X");
      bench.tool("iptables -N WEB");
      bench.keeper().apply(chain(bench, "MAIL"));
      assertThat(bench.rules("filter")).contains("-N WEB", "-A INPUT -j MAIL");
      bench.keeper().apply(chain(bench, "MAIL"));
      bench.keeper().cleanup();
      assertThat(bench.rules("filter")).contains("-N WEB").hasSize(4);
      assertThat(bench.tool("ipset save")).isEmpty();
    }
  }

  /** The set that names the chains is made anew, and each of the modes has its own in it. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void aFlushedSet(Mode mode) {
    try (KeeperBench bench = new KeeperBench(mode);
        KeeperBench other =
            new KeeperBench(mode == Mode.NFT ? Mode.LEGACY : Mode.NFT, bench.namespace)) {
      Wanted web = chain(bench, "WEB");
      other.keeper().apply(chain(other, "WEB"));
      bench.keeper().apply(web);
      bench.tool("ipset flush");
      assertThat(bench.keeper().drift(web, false)).hasSize(1);
      bench.keeper().apply(web);
      assertThat(bench.keeper().drift(web, false)).isEmpty();
      other.keeper().apply(chain(other, "WEB"));
      bench.tool("iptables -F");
      other.tool("iptables -F");
      bench.keeper().cleanup();
      assertThat(bench.rules("filter")).doesNotContain("-N WEB");
      assertThat(other.rules("filter")).contains("-N WEB");
      other.keeper().cleanup();
      assertThat(other.rules("filter")).doesNotContain("-N WEB");
      assertThat(bench.tool("ipset save")).isEmpty();
    }
  }
}
