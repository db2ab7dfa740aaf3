package org.netfilter4j.conformance.conntrack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.conformance.kernel.Laboratory;
import org.netfilter4j.conformance.kernel.Seen;
import org.netfilter4j.conformance.kernel.Step;
import org.netfilter4j.engine.conntrack.ConnectionText;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.xt.lower.Context.Translation;
import org.netfilter4j.xt.lower.Context.Translation.Choice;
import org.netfilter4j.xt.lower.Context.Translation.Side;

/** Conversations through the kernel's connection tracking and ours. */
@TestInstance(Lifecycle.PER_CLASS)
class ConntrackAgainstKernelTest {
  private static final Pattern TIME_LEFT =
      Pattern.compile("^(\\S+ +\\d+ \\S+ +\\d+) (\\d+) (.*) use=\\d+$");

  private @Nullable Laboratory laboratory;

  @BeforeAll
  void judge() {
    Oracle.require("nft", "ipset", "conntrack", "iptables-nft", "ip6tables-nft");
    laboratory = Laboratory.open();
  }

  @AfterAll
  void close() {
    if (laboratory != null) {
      laboratory.close();
    }
  }

  private Laboratory laboratory() {
    if (laboratory == null) {
      throw new IllegalStateException("no laboratory");
    }
    return laboratory;
  }

  private interface Talks {
    Talk begin(Family family, SplittableRandom random, int serverPort);
  }

  @Test
  void tcp() {
    compare("tcp", TcpTalk::new, List.of(), Map.of(), 150, 24);
  }

  @Test
  void tcpTranslated() {
    compare("tcp, translated", TcpTalk::new, rules(), Map.of(), 100, 20);
  }

  @Test
  void datagrams() {
    compare("datagrams", DatagramTalk::new, List.of(), Map.of(), 120, 12);
  }

  @Test
  void datagramsTranslated() {
    compare("datagrams, translated", DatagramTalk::new, rules(), Map.of(), 100, 12);
  }

  @Test
  void sctp() {
    compare("sctp", SctpTalk::new, List.of(), Map.of(), 100, 20);
  }

  private static List<NatRule> rules() {
    List<NatRule> rules = new ArrayList<>();
    for (int protocol : new int[] {6, 17, 132}) {
      rules.add(destination(protocol, 80, "203.0.113.6", 8080));
      rules.add(destination(protocol, 443, "203.0.113.5", 0));
    }
    rules.add(source(0, 0, "198.51.100.1", "198.51.100.1"));
    return rules;
  }

  private static NatRule destination(int protocol, int port, String to, int toPort) {
    return new NatRule(
        Hook.PREROUTING,
        protocol,
        port,
        "-j DNAT --to-destination " + to + (toPort == 0 ? "" : ":" + toPort),
        translation(Side.DESTINATION, to, to, toPort));
  }

  private static NatRule source(int protocol, int port, String first, String last) {
    return new NatRule(
        Hook.POSTROUTING,
        protocol,
        port,
        "-o eth1 -j SNAT --to-source " + (first.equals(last) ? first : first + "-" + last),
        translation(Side.SOURCE, first, last, 0));
  }

  private static Translation translation(Side side, String first, String last, int port) {
    return new Translation(
        side,
        Address.parse(first),
        Address.parse(last),
        port,
        port,
        -1,
        Choice.RANGE,
        false,
        false,
        false);
  }

  private void compare(
      String what,
      Talks talks,
      List<NatRule> rules,
      Map<String, String> sysctls,
      int conversations,
      int packets) {
    Laboratory.pin();
    try (Tally tally = new Tally(what)) {
      for (Family family : rules.isEmpty() ? List.of(Family.values()) : List.of(Family.IPV4)) {
        load(family, rules, sysctls);
        for (int seed = 0; seed < conversations; seed++) {
          SplittableRandom random = new SplittableRandom(seed * 31L + family.ordinal());
          int port = List.of(22, 80, 443, 5000).get(random.nextInt(4));
          Talk talk = talks.begin(family, random, port);
          TrackedHost ours = new TrackedHost(sysctls, rules, null);
          converse(tally, what + " " + family + " " + seed, family, talk, ours, packets);
        }
      }
      tally.assertAgreement(conversations * packets / 2);
    }
  }

  private void load(Family family, List<NatRule> rules, Map<String, String> sysctls) {
    StringBuilder text = new StringBuilder(TrackedHost.markingRules());
    text.append("*nat\n");
    rules.forEach(rule -> text.append(rule.line()).append('\n'));
    text.append("COMMIT\n");
    String program = family == Family.IPV4 ? "iptables-nft-restore" : "ip6tables-nft-restore";
    laboratory().shell().run(Command.of(program).stdin(text.toString())).orThrow(text);
    sysctls.forEach((name, value) ->
        laboratory().shell().run("sysctl", "-q", name + "=" + value).orThrow(name));
  }

  private void converse(
      Tally tally, String name, Family family, Talk talk, TrackedHost ours, int packets) {
    laboratory().flushConnections();
    StringBuilder story = new StringBuilder(name);
    long now = 0;
    for (int i = 0; i < packets; i++) {
      Step step = talk.next();
      now = System.nanoTime();
      story.append("\n    ").append(step.at()).append(' ').append(step.what());
      List<Seen> judged = laboratory().offer(step, family);
      List<Seen> answered = ours.offer(step, now);
      story.append(judged.isEmpty() ? " dropped" : tos(judged.getFirst()));
      if (portsDiffer(step, judged, answered)) {
        tally.agreed(); // Both had to take another port; which, is left to chance.
        return;
      }
      if (!tally.compare(story + "\n  " + step, judged, answered)) {
        return;
      }
      talk.seen(judged);
    }
    compareTables(tally, story.toString(), family, ours, now);
  }

  /** Whether both let the packet out, by different ports, neither of which it had. */
  private static boolean portsDiffer(Step step, List<Seen> judged, List<Seen> answered) {
    if (judged.size() != 1 || answered.size() != 1 || judged.equals(answered)) {
      return false;
    }
    byte[] sent = step.packet();
    byte[] a = judged.getFirst().packet().clone();
    byte[] b = answered.getFirst().packet().clone();
    int transport = (sent[0] & 0xf0) == 0x40 ? (sent[0] & 15) * 4 : 40;
    int checksum = transport + ((sent[0] & 0xf0) == 0x40 && sent[9] == 6 ? 16 : 6);
    if (a.length != b.length || a.length < checksum + 2 || isAt(a, b, transport)) {
      return false;
    }
    if (isAt(a, sent, transport) || isAt(b, sent, transport)) {
      return false;
    }
    for (int at : new int[] {transport, checksum}) {
      a[at] = b[at];
      a[at + 1] = b[at + 1];
    }
    return Arrays.equals(a, b);
  }

  private static boolean isAt(byte[] a, byte[] b, int at) {
    return a[at] == b[at] && a[at + 1] == b[at + 1];
  }

  private static String tos(Seen seen) {
    byte[] packet = seen.packet();
    int tos =
        (packet[0] & 0xf0) == 0x40
            ? packet[1] & 0xff
            : (packet[0] & 0xf) << 4 | (packet[1] & 0xf0) >> 4;
    String[] states = {"?", "NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED", "?", "?"};
    return " -> "
        + states[tos >> 2 & 7]
        + ((tos & 0x20) != 0 ? " reply" : "")
        + ((tos & 0x80) != 0 ? " seen-reply" : "")
        + ((tos & 0x40) != 0 ? " assured" : "");
  }

  private void compareTables(Tally tally, String name, Family family, TrackedHost ours, long now) {
    String word = family == Family.IPV4 ? "ipv4" : "ipv6";
    Result listed = laboratory().shell().run("conntrack", "-L", "-o", "extended", "-f", word);
    Map<String, Integer> judged = parse(listed.orThrow("conntrack").stdout());
    Map<String, Integer> answered = parse(ConnectionText.format(ours.connections(), now));
    if (!tally.compare(name, judged.keySet(), answered.keySet())) {
      return;
    }
    judged.forEach((line, left) -> {
      int counted = answered.getOrDefault(line, 0);
      boolean close = Math.abs(left - counted) <= 1;
      tally.compare(name + "\n" + line, left, close ? left : (Integer) counted);
    });
  }

  /** The seconds left by the rest of the line. */
  private static Map<String, Integer> parse(String text) {
    Map<String, Integer> lines = new TreeMap<>();
    for (String line : text.lines().toList()) {
      Matcher matcher = TIME_LEFT.matcher(line);
      if (!matcher.matches()) {
        throw new IllegalStateException("no connection: " + line);
      }
      lines.put(matcher.group(1) + " " + matcher.group(3), Integer.valueOf(matcher.group(2)));
    }
    return lines;
  }
}
