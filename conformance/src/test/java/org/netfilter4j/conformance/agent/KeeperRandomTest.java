package org.netfilter4j.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.agent.keep.Keeper;
import org.netfilter4j.agent.keep.KeeperException;
import org.netfilter4j.agent.keep.Options;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.model.Mode;

/**
 * Wanted states one after the other, beside others who change, remove and flush rules between: the
 * agent's chains, sets and placements are then as the C tools make them of the same files where
 * nobody else is, and all that is others' is as it was, counters too.
 */
class KeeperRandomTest {
  private static final int STEPS = 40;
  private static final int TABLE = 1;
  private static final int SETS = 2;

  @BeforeAll
  static void judges() {
    Oracle.require("iptables-nft", "iptables-legacy", "ipset");
  }

  @ParameterizedTest
  @CsvSource({"NFT,1", "NFT,2", "NFT,5", "LEGACY,3", "LEGACY,4", "LEGACY,6"})
  void leavesOthersAndMakesItsOwn(Mode mode, long seed) {
    Random random = new Random(seed);
    WantedGenerator generator = new WantedGenerator(random);
    Options options = new Options("t" + seed, null, 5, false, false, random.nextInt(2) * 65536);
    try (KeeperBench bench = new KeeperBench(mode);
        KeeperBench alone = new KeeperBench(mode)) {
      others(bench, generator);
      Keeper keeper = bench.keeper(options);
      String[] files = generator.files();
      for (int step = 0; step < STEPS; step++) {
        boolean changed = random.nextInt(3) > 0;
        if (changed) {
          files = generator.files();
        }
        int flushed = 0;
        for (int i = random.nextInt(4); i > 0; i--) {
          flushed |= disturb(bench, generator, random);
        }
        if (flushed != (TABLE | SETS) && random.nextInt(4) == 0) {
          // A new process, which knows only what the kernel tells; of ledgers that were flushed
          // both before it came, an empty chain would be left.
          keeper = bench.keeper(options);
        }
        Wanted wanted = bench.wanted(files);
        List<String> before = foreign(bench);
        String now = "seed " + seed + " step " + step + "\n" + String.join("\n", files);
        apply(keeper, wanted, now);
        assertThat(foreign(bench)).as(now).isEqualTo(before);
        alone.namespace.clear();
        others(alone, before);
        reference(alone, files);
        assertThat(own(bench)).as(now).isEqualTo(own(alone));
        assertThat(keeper.drift(wanted, true)).as(now).isEmpty();
        String all = bench.all();
        assertThat(bench.keeper(options).apply(wanted).changed()).as(now).isFalse();
        assertThat(bench.all()).as(now).isEqualTo(all);
      }
      List<String> before = foreign(bench);
      bench.keeper(options).cleanup();
      assertThat(foreign(bench)).isEqualTo(before);
      assertThat(bench.all()).doesNotContain("OWN", "SIX", "nf4j", "NF4J", "set0", "set1", "set2");
    }
  }

  private static void apply(Keeper keeper, Wanted wanted, String now) {
    try {
      keeper.apply(wanted);
    } catch (KeeperException e) {
      throw new AssertionError(e.text() + "\n" + now, e);
    }
  }

  private static void others(KeeperBench bench, WantedGenerator generator) {
    for (String chain : WantedGenerator.OTHERS) {
      bench.tool("iptables -N " + chain);
    }
    bench.tool("iptables -A FORWARD -j OTHER0");
    bench.tool("iptables -A INPUT -c 3 4 -j OTHER1");
    for (String chain : List.of("INPUT", "FORWARD", "OTHER0", "OTHER1")) {
      bench.tool("iptables -A " + chain + " -c 11 22 " + generator.foreign());
    }
  }

  /** Others' rules as they are, for a namespace in which nobody else is. */
  private static void others(KeeperBench alone, List<String> foreign) {
    alone.tool("iptables -S");
    for (String chain : WantedGenerator.OTHERS) {
      alone.tool("iptables -N " + chain);
    }
    foreign.stream()
        .filter(line -> line.contains(" -A "))
        .map(line -> line.substring(line.indexOf("-A ")))
        .forEach(line -> alone.tool("iptables " + line));
  }

  /** What others do to the rules and sets between; what of it they flush. */
  private static int disturb(KeeperBench bench, WantedGenerator generator, Random random) {
    String chain = List.of("INPUT", "FORWARD", "OTHER0", "OTHER1").get(random.nextInt(4));
    String counters = " -c " + random.nextInt(1000) + " " + random.nextInt(100000) + " ";
    int what = random.nextInt(9);
    switch (what) {
      case 0, 1 -> bench.tool("iptables -I " + chain + counters + generator.foreign());
      case 2 -> bench.tool("iptables -A " + chain + counters + generator.foreign());
      case 3 -> {
        List<String> rules = bench.rules("filter", chain);
        int number = 1 + random.nextInt(Math.max(1, rules.size() - 1));
        if (rules.size() > 1 && !rules.get(number).equals("-A FORWARD -j OTHER0")) {
          bench.tool("iptables -D " + chain + " " + number);
        }
      }
      case 4 -> {
        bench.tool("iptables -F");
        bench.tool("iptables -A FORWARD -j OTHER0");
      }
      case 5 ->
          own(bench).keySet().stream()
              .filter(each -> each.startsWith("filter OWN"))
              .findAny()
              .ifPresent(each -> bench.tool("iptables -A " + each.substring(7) + " -j DROP"));
      case 6 -> {
        String sets = bench.tool("ipset list -n");
        if (sets.contains("set1\n")) {
          bench.tool("ipset -exist add set1 198.51.100." + random.nextInt(24));
        }
      }
      case 7 -> bench.tool("ipset flush");
      default -> {
        bench.tool("iptables -F");
        bench.tool("iptables -X");
        bench.tool("iptables -N OTHER0");
        bench.tool("iptables -N OTHER1");
        bench.tool("iptables -A FORWARD -j OTHER0");
      }
    }
    return what == 4 || what == 8 ? TABLE : what == 7 ? SETS : 0;
  }

  private static boolean isOwn(String line) {
    return line.contains("nf4j-agent-") || line.contains(" OWN") || line.contains(" SIX");
  }

  /** Others' rules and chains in their order, with their counters. */
  private static List<String> foreign(KeeperBench bench) {
    List<String> lines = new ArrayList<>();
    String table = "";
    for (String line :
        (bench.tool("iptables-save -c") + bench.tool("ip6tables-save -c")).lines().toList()) {
      table = line.startsWith("*") ? line : table;
      boolean chain = line.startsWith(":OTHER");
      boolean rule = line.startsWith("[") && !isOwn(line) && !line.contains("NF4J-AGENT");
      if (chain || rule) {
        lines.add(table + " " + line);
      }
    }
    return lines;
  }

  /** Makes of the same files by the C tools what the agent should make of them. */
  private static void reference(KeeperBench alone, String... files) {
    alone.restore("ipset restore", files[1]);
    // Where a rule of others is the neighbour, its number is counted.
    StringBuilder plain = new StringBuilder();
    List<String> beside = new ArrayList<>();
    String directive = null;
    for (String line : files[3].lines().toList()) {
      if (line.startsWith("#@")) {
        directive = line;
      } else if (directive != null) {
        beside.add((directive.contains("after") ? "after " : "before ") + line.substring(3));
        directive = null;
      } else {
        plain.append(line).append('\n');
      }
    }
    // Those behind the rule come to stand in their order, if the last is put in first.
    alone.restore("iptables-restore --noflush", plain.toString());
    for (String rule : beside.reversed()) {
      if (rule.startsWith("after")) {
        alone.tool("iptables -I FORWARD " + (anchor(alone) + 1) + rule.substring(13));
      }
    }
    for (String rule : beside) {
      if (rule.startsWith("before")) {
        alone.tool("iptables -I FORWARD " + anchor(alone) + rule.substring(14));
      }
    }
    alone.restore("ip6tables-restore --noflush", files[5]);
  }

  private static int anchor(KeeperBench alone) {
    return alone.rules("filter", "FORWARD").indexOf("-A FORWARD -j OTHER0");
  }

  /**
   * Chains with rules of the agent's, without the agent's marks, and all sets; in others' chains
   * others' rules too, so that the places are compared.
   */
  private static Map<String, List<String>> own(KeeperBench bench) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (String program : List.of("iptables", "ip6tables")) {
      String table = "";
      for (String line : bench.tool(program + "-save").lines().toList()) {
        if (line.startsWith("*")) {
          table = line.substring(1) + (program.startsWith("ip6") ? "6 " : " ");
        } else if (line.startsWith(":OWN") || line.startsWith(":SIX")) {
          all.put(table + line.substring(1, line.indexOf(' ')), new ArrayList<>());
        } else if (line.startsWith("-A ") && !line.startsWith("-A NF4J")) {
          String chain = table + line.split(" ", -1)[1];
          String text =
              line.replaceAll(" -m comment --comment nf4j-agent-t\\d", "")
                  .replaceAll("nf4j-agent-t\\d: ", "");
          all.computeIfAbsent(chain, _ -> new ArrayList<>()).add(text);
        }
      }
    }
    for (String line : bench.tool("ipset save -sorted").lines().toList()) {
      if (!line.contains("NF4J-AGENT")) {
        all.computeIfAbsent("set " + line.split(" ", -1)[1], _ -> new ArrayList<>())
            .add(
                line.replaceAll(" (initval|hashsize|bucketsize) \\S+", "")
                    .replaceAll(" packets.*", ""));
      }
    }
    return all;
  }
}
