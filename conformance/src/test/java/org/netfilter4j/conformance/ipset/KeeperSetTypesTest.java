package org.netfilter4j.conformance.ipset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.agent.files.Reading;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.agent.keep.Keeper;
import org.netfilter4j.agent.keep.Options;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.agent.KeeperBench;
import org.netfilter4j.model.Mode;

/**
 * Sets of every type, with options and elements at random: as soon as they are applied there is no
 * difference any more, and they are what {@code ipset restore} makes of the same file; then with
 * other elements and options, by swapping and by changing elements.
 */
class KeeperSetTypesTest {
  private static final int ROUNDS = 3;

  @BeforeAll
  static void judges() {
    Oracle.require("ipset", "iptables-nft");
  }

  @Test
  void areThereOnceTheyAreApplied() {
    SplittableRandom random = new SplittableRandom(7);
    List<String> types = KernelTypes.find();
    int compared = 0;
    try (KeeperBench bench = new KeeperBench(Mode.NFT);
        KeeperBench alone = new KeeperBench(Mode.NFT)) {
      for (String type : types) {
        if (type.equals("list:set")) {
          continue;
        }
        for (int round = 0; round < ROUNDS; round++) {
          Options options =
              new Options("t", null, 5, false, false, random.nextBoolean() ? 0 : 65_536);
          boolean v6 = type.startsWith("hash") && !type.equals("hash:mac") && round % 2 == 1;
          String create = create(type, v6, random);
          try (Keeper keeper = bench.keeper(options)) {
            for (int change = 0; change < 4; change++) {
              create = random.nextInt(3) == 0 ? create(type, v6, random) : create;
              String file = file(bench, create, type, v6, random);
              Wanted wanted = bench.wanted("x.ipset", file);
              if (type.equals("bitmap:ip,mac")) {
                // An Ethernet address that an element has is one that it may have learnt.
                keeper.cleanup();
              }
              keeper.apply(wanted);
              assertThat(keeper.drift(wanted, true)).as(file).isEmpty();
              alone.tool("ipset destroy");
              alone.restore("ipset restore", file);
              assertThat(saved(bench)).as(file).hasSameElementsAs(saved(alone));
              compared++;
            }
            keeper.cleanup();
          }
        }
      }
      assertThat(bench.tool("ipset save")).isEmpty();
    }
    assertThat(compared).isGreaterThan(100);
  }

  @Test
  void listsOfSetsKeepTheirOrder() {
    try (KeeperBench bench = new KeeperBench(Mode.NFT);
        Keeper keeper = bench.keeper()) {
      String sets = "create l list:set\ncreate a hash:ip\ncreate b hash:ip\ncreate c hash:ip\n";
      for (String order : List.of("a b", "b a", "c b a", "a c", "b", "c a b")) {
        StringBuilder file = new StringBuilder(sets);
        for (String member : order.split(" ", -1)) {
          file.append("add l ").append(member).append('\n');
        }
        Wanted wanted = bench.wanted("x.ipset", file.toString());
        keeper.apply(wanted);
        assertThat(keeper.drift(wanted, true)).isEmpty();
        assertThat(bench.tool("ipset save l").lines().filter(line -> line.startsWith("add")))
            .containsExactlyElementsOf(
                List.of(order.split(" ", -1)).stream().map(member -> "add l " + member).toList());
      }
      keeper.apply(bench.wanted("x.ipset", "create b hash:ip\n"));
      assertThat(bench.tool("ipset list -n")).isEqualTo("NF4J-AGENT\nb\n");
    }
  }

  private static String create(String type, boolean v6, SplittableRandom random) {
    StringBuilder text = new StringBuilder("create a ").append(type);
    switch (type) {
      case "bitmap:port" -> text.append(" range 0-2000");
      case "bitmap:ip", "bitmap:ip,mac" -> text.append(" range 10.0.0.0/16");
      default -> text.append(v6 ? " family inet6" : "").append(" maxelem ").append(90_000);
    }
    for (String option : List.of("counters", "comment", "skbinfo", "timeout 6000")) {
      // Of bitmap:ip,mac an element whose address is yet to be learnt has a timeout that means
      // another time for each line that names it again (ip_set_bitmap_ipmac.c).
      boolean odd = type.equals("bitmap:ip,mac") && option.startsWith("timeout");
      text.append(random.nextInt(3) == 0 && !odd ? " " + option : "");
    }
    if (type.equals("hash:ip") && random.nextInt(3) == 0) {
      text.append(" netmask ").append(v6 ? 64 : 24);
    }
    return text.append('\n').toString();
  }

  /** A file with elements that the set takes. */
  private static String file(
      KeeperBench bench, String create, String type, boolean v6, SplittableRandom random) {
    ElementGenerator elements = new ElementGenerator(random);
    StringBuilder file = new StringBuilder(create);
    for (int i = random.nextInt(30); i > 0; i--) {
      String element = elements.text(type, v6, random.nextInt(8) == 0);
      List<String> words = new ArrayList<>(List.of("add", "a", element));
      if (create.contains("comment") && random.nextBoolean()) {
        words.addAll(List.of("comment", "\"about " + random.nextInt(3) + "\""));
      }
      if (create.contains("skbinfo") && random.nextBoolean()) {
        words.addAll(List.of("skbmark", "0x1/0xff", "skbprio", "1:2", "skbqueue", "3"));
      }
      if (create.contains("timeout") && random.nextBoolean()) {
        words.addAll(List.of("timeout", random.nextBoolean() ? "0" : "5000"));
      }
      String line = String.join(" ", words) + " -exist\n";
      if (!element.contains(" ")
          && bench.read("x.ipset", create + line) instanceof Reading.Good good
          && good.wanted().sets().get("a") != null
          && good.wanted().sets().get("a").elements().count() < 5000) {
        file.append(line);
      }
    }
    return file.toString();
  }

  private static List<String> saved(KeeperBench bench) {
    List<String> lines = new ArrayList<>();
    for (String line : bench.tool("ipset save a -sorted").lines().toList()) {
      lines.add(
          line.replaceAll(" (initval|hashsize|bucketsize) \\S+", "")
              .replaceAll(" timeout [456]\\d\\d\\d\\b", ""));
    }
    return lines;
  }
}
