package org.netfilter4j.conformance.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.conformance.command.Lacking;
import org.netfilter4j.conformance.command.ListingJudge;
import org.netfilter4j.conformance.command.OptionCases;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.TargetExtension;

/**
 * Every target in all tables and chains, also in users' chains that one hook or another reaches,
 * with all sorts of protocols before and after it.
 */
class TargetListingTest {
  private static final int LINES = 128;
  private static final int BATCH = 16;
  private static final List<String> TARGETS =
      Extensions.TARGET_NAMES.stream()
          .filter(name -> !name.equals("SET") && !Lacking.REASONS.containsKey(name))
          .toList();
  private static final List<String> PROTOCOLS =
      List.of(
          "",
          "",
          "-p tcp",
          "-p tcp",
          "-p tcp --syn",
          "-p udp",
          "-p icmp",
          "-p 132",
          "-p 33",
          "! -p tcp",
          "-p all",
          "-p tcp --tcp-flags ALL SYN,ACK",
          "-p tcp ! --syn");

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "nft");
  }

  @ParameterizedTest
  @EnumSource
  void agreesWhereverATargetStands(Mode mode) {
    List<String> counts = new ArrayList<>();
    try (ListingJudge judge = ListingJudge.open(mode);
        Tally tally = new Tally("targets in all places, " + mode)) {
      for (String name : TARGETS) {
        ListingJudge.Verdicts verdicts = new ListingJudge.Verdicts(0, 0);
        for (Family family : Family.values()) {
          TargetExtension<?> target = Extensions.target(name, family);
          if (target != null) {
            verdicts = plus(verdicts, compare(target, family, judge, tally));
          }
        }
        counts.add(name + " " + verdicts.accepted() + "+" + verdicts.refused());
        assertThat(verdicts.accepted()).as(name + ", accepted").isGreaterThanOrEqualTo(10);
        assertThat(verdicts.refused()).as(name + ", refused").isGreaterThanOrEqualTo(10);
      }
      System.out.println(mode + ", accepted+refused: " + String.join(", ", counts));
      tally.assertAgreement((long) TARGETS.size() * LINES);
    }
  }

  private static ListingJudge.Verdicts plus(
      ListingJudge.Verdicts one, ListingJudge.Verdicts other) {
    return new ListingJudge.Verdicts(
        one.accepted() + other.accepted(), one.refused() + other.refused());
  }

  private static ListingJudge.Verdicts compare(
      TargetExtension<?> target, Family family, ListingJudge judge, Tally tally) {
    Random random = new Random(target.name().hashCode() * 31L + family.bits());
    ListingJudge.Verdicts verdicts = new ListingJudge.Verdicts(0, 0);
    for (int done = 0; done < LINES; done += BATCH) {
      Place place = done % (2 * BATCH) == 0 ? home(target.name()) : Place.any(random);
      String chain = place.chains.get(random.nextInt(place.chains.size()));
      String tool = family == Family.IPV4 ? "iptables" : "ip6tables";
      List<String> setUp = new ArrayList<>();
      // Every other batch stands in a chain that this hook reaches.
      String where = chain;
      if (random.nextInt(3) == 0) {
        where = "user";
        setUp.add(tool + " -t " + place.table + " -N user");
        setUp.add(tool + " -t " + place.table + " -A " + chain + " -j user");
      }
      List<List<String>> lines = new ArrayList<>();
      for (int i = 0; i < BATCH / 4; i++) {
        lines.addAll(lines(target, tool, place.table, where, random));
      }
      verdicts = plus(verdicts, judge.compare(setUp, lines, tally));
    }
    return verdicts;
  }

  private static List<List<String>> lines(
      TargetExtension<?> target, String tool, String table, String chain, Random random) {
    String start = tool + " -t " + table + " -A " + chain;
    boolean needsTcp = List.of("TCPMSS", "SYNPROXY", "TCPOPTSTRIP", "ECN").contains(target.name());
    boolean syn = needsTcp && random.nextBoolean();
    String protocol = syn ? "-p tcp --syn" : PROTOCOLS.get(random.nextInt(PROTOCOLS.size()));
    boolean after = random.nextInt(6) == 0;
    List<String> before = ListingJudge.line(start + (after ? "" : " " + protocol));
    OptionCases cases = new OptionCases(target, before, random.nextLong());
    // The first lines hold each sample once; take others too.
    List<List<String>> good = cases.good(60);
    List<List<String>> bad = cases.bad(20);
    List<List<String>> lines = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<List<String>> from = i < 3 ? good : bad;
      List<String> line = new ArrayList<>(from.get(random.nextInt(from.size())));
      if (after) {
        line.addAll(ListingJudge.line(protocol));
      }
      lines.add(line);
    }
    return lines;
  }

  private record Place(String table, List<String> chains) {
    static final List<Place> ALL =
        List.of(
            new Place("raw", List.of("PREROUTING", "OUTPUT")),
            new Place("mangle", List.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING")),
            new Place("nat", List.of("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING")),
            new Place("filter", List.of("INPUT", "FORWARD", "OUTPUT")),
            new Place("security", List.of("INPUT", "FORWARD", "OUTPUT")));

    static Place any(Random random) {
      return ALL.get(random.nextInt(ALL.size()));
    }
  }

  /** Where the target is at home, so that enough lines are accepted. */
  private static Place home(String name) {
    return switch (name) {
      case "CT", "NOTRACK" -> new Place("raw", List.of("PREROUTING", "OUTPUT"));
      case "DNAT", "REDIRECT" -> new Place("nat", List.of("PREROUTING", "OUTPUT"));
      case "SNAT" -> new Place("nat", List.of("INPUT", "POSTROUTING"));
      case "MASQUERADE" -> new Place("nat", List.of("POSTROUTING"));
      case "NETMAP" -> new Place("nat", List.of("PREROUTING", "OUTPUT", "POSTROUTING"));
      case "CHECKSUM", "DSCP", "ECN", "HL", "TCPOPTSTRIP", "TOS", "TTL" ->
          new Place("mangle", List.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"));
      case "TRACE" -> new Place("raw", List.of("PREROUTING", "OUTPUT"));
      case "CLASSIFY" -> new Place("mangle", List.of("FORWARD", "OUTPUT", "POSTROUTING"));
      case "SNPT" -> new Place("mangle", List.of("INPUT", "POSTROUTING"));
      case "DNPT" -> new Place("mangle", List.of("PREROUTING", "OUTPUT"));
      case "SYNPROXY" -> new Place("filter", List.of("INPUT", "FORWARD"));
      case "TPROXY" -> new Place("mangle", List.of("PREROUTING"));
      default -> new Place("filter", List.of("INPUT", "FORWARD", "OUTPUT"));
    };
  }
}
