package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Mode;

/**
 * What nft has made: rules that iptables reads though it writes them otherwise, rules and chains
 * that it does not, tables of other families. Listed by ours as by the C tool, with the same words
 * and exit codes.
 */
class ForeignRulesTest {
  private static final int RULESETS = 120;

  /** Rules of nft, for IPv4 or both families. */
  private static final List<String> RULES =
      List.of(
          "ip protocol tcp accept",
          "ip protocol != udp counter drop",
          "ip protocol 47",
          "ip ttl 3 drop",
          "ip ttl < 3",
          "ip ttl <= 254",
          "ip ttl <= 255",
          "ip ttl >= 3 counter",
          "ip ttl != 64",
          "ip ttl set 5",
          "ip frag-off & 0x1fff != 0",
          "ip saddr 10.0.0.0/9 ip daddr != 1.2.3.4 counter",
          "ip saddr 10.0.0.0/8",
          "ip saddr & 255.0.255.0 == 1.0.2.0 return",
          "ip saddr 1.1.1.1-1.1.1.9",
          "ip saddr { 1.1.1.1, 2.2.2.2 } accept",
          "ip saddr . tcp dport { 1.1.1.1 . 22 } accept",
          "ip length 9",
          "ip dscp 3",
          "icmp type echo-request accept",
          "icmp type != 3",
          "icmp code 3",
          "icmp type 3 icmp code 4",
          "meta pkttype broadcast drop",
          "meta pkttype != unicast",
          "iif lo accept",
          "oif != lo accept",
          "iifname \"eth*\" goto x",
          "oifname != \"eth0\" jump x",
          "iifname { \"a\", \"b\" }",
          "meta iifgroup 3",
          "meta length 5",
          "meta skuid 0",
          "meta l4proto udp udp sport != 53 limit rate 3/minute burst 7 packets",
          "meta l4proto tcp",
          "meta l4proto != icmp",
          "meta l4proto { tcp, udp } th dport 53",
          "meta mark & 0xf0 == 0x10 jump x",
          "meta mark != 7",
          "meta mark 1-5",
          "meta mark set 3",
          "meta mark set meta mark or 1",
          "meta nftrace set 1",
          "tcp flags syn accept",
          "tcp flags & (syn|ack) == syn accept",
          "tcp flags == syn",
          "tcp dport 22 counter packets 3 bytes 4",
          "tcp dport 1-5 counter comment \"hallo welt\"",
          "tcp dport != 1-5",
          "tcp dport < 9",
          "tcp dport >= 9",
          "tcp sport 1 tcp dport 2 accept",
          "tcp dport { 1, 2 } counter",
          "tcp dport vmap { 1 : accept }",
          "tcp sequence 5",
          "udp length 5",
          "udp dport 53 comment \"a\" accept",
          "sctp dport 9",
          "th dport 9",
          "log group 3 prefix \"ab\"",
          "log group 1 snaplen 5 queue-threshold 4",
          "log prefix \"x\"",
          "log",
          "ct state new",
          "ct mark 3",
          "limit rate 5/second",
          "limit rate over 3/second",
          "limit rate 5 bytes/second",
          "fib saddr type local",
          "reject",
          "quota 5 mbytes",
          "numgen random mod 2 0",
          "tcp option maxseg size 5",
          "ether saddr 1:2:3:4:5:6",
          "drop",
          "accept",
          "continue",
          "jump x",
          "ip6 saddr fe80::/10",
          "ip6 daddr != ::1 drop",
          "ip6 hoplimit 5",
          "ip6 hoplimit > 5 counter",
          "icmpv6 type 128 accept",
          "icmpv6 code 3",
          "ip6 saddr & ffff:: == fe80:: accept",
          "@nh,96,16 0x0102",
          "@th,0,16 0x0102",
          "@th,104,8 & 2 == 2",
          "@ll,0,16 0x0102",
          "tcp flags & (fin|syn|rst|ack) == syn tcp sport 5 accept",
          "udp sport 1-2 udp dport 3",
          "oifname \"a\" iif lo",
          "exthdr frag exists");

  /** Base chains that are not iptables'. */
  private static final List<String> CHAINS =
      List.of(
          "chain other { type filter hook input priority 5; }",
          "chain FORWARD { type filter hook forward priority 1; }",
          "chain OUTPUT { type route hook output priority 0; }",
          "chain pre { type filter hook prerouting priority -300; ct state new accept; }",
          "chain in { type filter hook input priority 0; policy drop; }");

  /** What else stands in a table. */
  private static final List<String> OBJECTS =
      List.of(
          "set s { type ipv4_addr; elements = { 1.1.1.1 } }",
          "map m { type inet_service : verdict; }",
          "counter c { }",
          "chain y { ct state new accept; }",
          "chain z { tcp dport 5; }");

  private static final List<List<String>> LISTINGS =
      List.of(
          List.of("-S"),
          List.of("-S", "INPUT"),
          List.of("-S", "INPUT", "2"),
          List.of("-S", "x"),
          List.of("-S", "y"),
          List.of("-S", "FORWARD"),
          List.of("-S", "other"),
          List.of("-L", "-n"),
          List.of("-L", "-v", "-n", "-x"),
          List.of("-L", "INPUT", "-n"),
          List.of("-t", "nat", "-S"));

  private final SplittableRandom random = new SplittableRandom(Seeds.of("foreign"));

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "ip6tables-nft", "nft");
  }

  private int crashes;

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** Rules one by one. */
  @Test
  void rulesAreListedAsByTheCTool() {
    try (ListingJudge judge = ListingJudge.onKernel(Mode.NFT);
        Tally tally = new Tally("rules of nft")) {
      int made = 0;
      for (String rule : RULES) {
        for (String family : List.of("ip", "ip6")) {
          String text = "table " + family + " filter { chain x { }\n" + input(List.of(rule)) + "}";
          made += compare(judge, family.equals("ip") ? "iptables" : "ip6tables", text, tally);
        }
      }
      System.out.println(made + " rules of nft, the C tool crashed " + crashes + " times");
      tally.assertAgreement(RULES.size() * 10L);
    }
  }

  /** Whole rulesets. */
  @Test
  void rulesetsAreListedAsByTheCTool() {
    try (ListingJudge judge = ListingJudge.onKernel(Mode.NFT);
        Tally tally = new Tally("rulesets of nft")) {
      for (int i = 0; i < RULESETS; i++) {
        compare(judge, "iptables", ruleset(), tally);
      }
      tally.assertAgreement(RULESETS * 2L);
    }
  }

  private String ruleset() {
    List<String> rules = new ArrayList<>();
    for (int n = random.nextInt(5); n > 0; n--) {
      rules.add(RULES.get(random.nextInt(RULES.size() - 16)));
    }
    StringBuilder text = new StringBuilder("table ip filter {\nchain x { }\n");
    OBJECTS.stream().filter(o -> chance(15)).forEach(o -> text.append(o).append('\n'));
    CHAINS.stream().filter(c -> chance(8)).forEach(c -> text.append(c).append('\n'));
    text.append(input(rules)).append("}\n");
    if (chance(20)) {
      text.append("table inet filter { chain INPUT { type filter hook input priority 0; } }\n");
    }
    if (chance(20)) {
      text.append("table ip own { chain c { ct state new accept; } }\n");
    }
    if (chance(20)) {
      text.append("table ip nat { chain PREROUTING { type nat hook prerouting priority -100; ");
      text.append(chance(50) ? "ct state new " : "").append("tcp dport 5 accept; } }\n");
    }
    return text.toString();
  }

  private static String input(List<String> rules) {
    return "chain INPUT { type filter hook input priority 0; policy accept;\n"
        + String.join("\n", rules)
        + "\n}\n";
  }

  /** One where nft and the kernel take the ruleset, else nothing. */
  private int compare(ListingJudge judge, String program, String text, Tally tally) {
    judge.clear();
    if (!judge.namespace().shell().run(Command.of("nft", "-f", "-").stdin(text)).ok()) {
      return 0;
    }
    List<List<String>> lines = new ArrayList<>(List.of(List.of(program + "-save", "-c")));
    for (List<String> listing : LISTINGS) {
      List<String> line = new ArrayList<>(List.of(program));
      line.addAll(listing);
      lines.add(line);
    }
    List<Result> judged = judge.judged(lines);
    for (int i = 0; i < lines.size(); i++) {
      Result our = judge.kernel().visitors().run(lines.get(i));
      if (judged.get(i).exit() >= 128) {
        // The C tool ended with a signal, and can't be followed.
        crashes++;
        continue;
      }
      tally.compare(Command.of(lines.get(i)) + " of\n" + text, said(judged.get(i)), said(our));
    }
    return 1;
  }

  /** All of it; the time, and a name that holds the mode, are left out. */
  private static String said(Result result) {
    String text = "exit " + result.exit() + "\n" + result.stdout() + result.stderr();
    StringBuilder kept = new StringBuilder();
    for (String line : text.lines().toList()) {
      if (!line.startsWith("# Generated") && !line.startsWith("# Completed")) {
        kept.append(line.replace("-nft-save", "-save")).append('\n');
      }
    }
    return kept.toString();
  }
}
