package org.netfilter4j.conformance.conntrack;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.conformance.kernel.Laboratory;
import org.netfilter4j.conformance.kernel.Seen;
import org.netfilter4j.conformance.kernel.Step;
import org.netfilter4j.engine.conntrack.ConnectionText;
import org.netfilter4j.engine.conntrack.ConnectionTextException;
import org.netfilter4j.engine.conntrack.Connections;
import org.netfilter4j.engine.conntrack.Settings;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.lower.Context;

/** Leads conversations through the kernel and through ours, and compares. */
final class KernelComparison implements AutoCloseable {
  private static final Pattern TIME_LEFT =
      Pattern.compile("^(\\S+ +\\d+ \\S+ +\\d+) (\\d+) (.*) use=\\d+$");

  /** {@code -Dnf4j.cases=20} makes twenty times as many conversations. */
  private static final int TIMES = Integer.getInteger("nf4j.cases", 1);

  private final Laboratory laboratory = Laboratory.open();
  private final Map<String, String> changed = new TreeMap<>();

  /**
   * What both hosts are set to.
   *
   * @param raw what the raw table says of all packets, from {@code -j} on; empty for nothing
   * @param template what that makes of ours
   */
  record Setup(
      Family family,
      List<NatRule> rules,
      Map<String, String> sysctls,
      String raw,
      Context.@Nullable Template template) {
    static Setup plain(Family family) {
      return new Setup(family, List.of(), Map.of(), "", null);
    }

    Setup withRules(NatRule... other) {
      return new Setup(family, List.of(other), sysctls, raw, template);
    }

    Setup withSysctls(Map<String, String> other) {
      return new Setup(family, rules, other, raw, template);
    }

    Setup withRaw(String other, Context.Template of) {
      return new Setup(family, rules, sysctls, other, of);
    }
  }

  /** Makes the conversation of a seed. */
  interface Begin {
    Conversation begin(Family family, SplittableRandom random, int serverPort);
  }

  /** So many conversations of so many packets each. */
  void compare(Tally tally, Setup setup, Begin begin, int conversations, int packets) {
    Laboratory.pin();
    load(setup);
    for (int seed = 0; seed < conversations * TIMES; seed++) {
      SplittableRandom random = new SplittableRandom(seed * 31L + setup.family().ordinal());
      int port = List.of(22, 80, 443, 5000).get(random.nextInt(4));
      Conversation conversation = begin.begin(setup.family(), random, port);
      TrackedHost ours = new TrackedHost(setup.sysctls(), setup.rules(), setup.template());
      converse(tally, setup, setup.family() + " " + seed, conversation, ours, packets);
    }
  }

  private void load(Setup setup) {
    StringBuilder text = new StringBuilder(TrackedHost.markingRules());
    text.append("*nat\n");
    setup.rules().forEach(rule -> text.append(rule.line()).append('\n'));
    text.append("COMMIT\n*raw\n");
    if (!setup.raw().isEmpty()) {
      text.append("-A PREROUTING ").append(setup.raw()).append('\n');
      text.append("-A OUTPUT ").append(setup.raw()).append('\n');
    }
    text.append("COMMIT\n");
    String program =
        setup.family() == Family.IPV4 ? "iptables-nft-restore" : "ip6tables-nft-restore";
    laboratory.shell().run(Command.of(program).stdin(text.toString())).orThrow(text);
    changed.forEach(this::sysctl);
    changed.clear();
    setup
        .sysctls()
        .forEach((name, value) -> {
          Result before = laboratory.shell().run("sysctl", "-n", name).orThrow(name);
          changed.put(name, before.stdout().strip());
          sysctl(name, value);
        });
  }

  private void sysctl(String name, String value) {
    laboratory.shell().run("sysctl", "-q", "-w", name + "=" + value).orThrow(name);
  }

  private void converse(
      Tally tally,
      Setup setup,
      String name,
      Conversation conversation,
      TrackedHost ours,
      int packets) {
    laboratory.flushConnections();
    StringBuilder story = new StringBuilder(name);
    setup.rules().forEach(rule -> story.append("\n  ").append(rule.line()));
    long now = 0;
    for (int i = 0; i < packets; i++) {
      Step step = conversation.next();
      now = System.nanoTime();
      story.append("\n    ").append(step.at()).append(' ').append(step.what());
      List<Seen> judged = laboratory.offer(step, setup.family());
      List<Seen> answered = ours.offer(step, now);
      story.append(judged.isEmpty() ? " dropped" : state(judged.getFirst()));
      if (portsDiffer(step, judged, answered)) {
        tally.agreed(); // Both had to take another port; which, is left to chance.
        return;
      }
      if (!tally.compare(story + "\n  " + step, judged, answered)) {
        return;
      }
      conversation.seen(judged);
    }
    compareTables(tally, story.toString(), setup.family(), ours, now);
  }

  /** Whether both let the packet out, by different ports, neither of which it had. */
  private static boolean portsDiffer(Step step, List<Seen> judged, List<Seen> answered) {
    if (judged.size() != 1 || answered.size() != 1 || judged.equals(answered)) {
      return false;
    }
    byte[] sent = step.packet();
    byte[] a = judged.getFirst().packet().clone();
    byte[] b = answered.getFirst().packet().clone();
    boolean v4 = (sent[0] & 0xf0) == 0x40;
    int header = v4 ? (sent[0] & 15) * 4 : 40;
    int protocol = sent[v4 ? 9 : 6];
    boolean icmp = protocol == (v4 ? 1 : 58);
    int transport = icmp ? header + 4 : header;
    boolean sctp = protocol == (byte) 132;
    int checksum = header + (icmp ? 2 : protocol == 6 ? 16 : sctp ? 8 : 6);
    if (a.length != b.length
        || a.length < header + (protocol == 6 ? 20 : sctp ? 12 : 8)
        || isAt(a, b, transport)) {
      return false;
    }
    if (isAt(a, sent, transport) || isAt(b, sent, transport)) {
      return false;
    }
    for (int at : new int[] {transport, checksum, sctp ? checksum + 2 : checksum}) {
      a[at] = b[at];
      a[at + 1] = b[at + 1];
    }
    return Arrays.equals(a, b);
  }

  private static boolean isAt(byte[] a, byte[] b, int at) {
    return a[at] == b[at] && a[at + 1] == b[at + 1];
  }

  private static String state(Seen seen) {
    byte[] packet = seen.packet();
    int tos =
        (packet[0] & 0xf0) == 0x40
            ? packet[1] & 0xff
            : (packet[0] & 0xf) << 4 | (packet[1] & 0xf0) >> 4;
    String[] states = {"?", "NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED", "?", "?"};
    return " -> "
        + seen.at()
        + " "
        + states[tos >> 2 & 7]
        + ((tos & 0x20) != 0 ? " reply" : "")
        + ((tos & 0x80) != 0 ? " seen-reply" : "")
        + ((tos & 0x40) != 0 ? " assured" : "");
  }

  private void compareTables(Tally tally, String name, Family family, TrackedHost ours, long now) {
    String word = family == Family.IPV4 ? "ipv4" : "ipv6";
    Result listed = laboratory.shell().run("conntrack", "-L", "-o", "extended", "-f", word);
    String text = listed.orThrow("conntrack").stdout();
    tally.compare(name + "\nread and written again", steady(text), steady(again(text, now)));
    Map<String, Integer> judged = parse(text);
    Map<String, Integer> answered = parse(ConnectionText.format(ours.connections(), now));
    if (!tally.compare(name, judged.keySet(), answered.keySet())) {
      return;
    }
    judged.forEach((line, left) -> {
      Integer counted = answered.getOrDefault(line, 0);
      boolean close = Math.abs(left - counted) <= 1;
      tally.compare(name + "\n" + line, left, close ? left : counted);
    });
  }

  private static List<String> steady(String text) {
    return text.lines().map(line -> line.replaceAll(" use=\\d+$", "")).sorted().toList();
  }

  /** What the kernel printed, read by us and printed. */
  private static String again(String text, long now) {
    boolean counts = text.contains(" packets=");
    Connections read =
        new Connections(Settings.of(Map.of("net.netfilter.nf_conntrack_acct", counts ? "1" : "0")));
    try {
      ConnectionText.read(read, text, now);
    } catch (ConnectionTextException e) {
      return e.getMessage();
    }
    return ConnectionText.format(read, now);
  }

  /** The seconds left by the rest of the line. */
  private static Map<String, Integer> parse(String text) {
    Map<String, Integer> lines = new TreeMap<>();
    for (String line : text.lines().toList()) {
      Matcher matcher = TIME_LEFT.matcher(line);
      if (!matcher.matches()) {
        throw new IllegalStateException("no connection: " + line);
      }
      // Of node information queries the id is none, but may be changed like an echo's, at random.
      String rest = matcher.group(3).replaceAll("(type=140 code=\\d+ id=)\\d+", "$1*");
      lines.put(matcher.group(1) + " " + rest, Integer.valueOf(matcher.group(2)));
    }
    return lines;
  }

  @Override
  public void close() {
    changed.forEach(this::sysctl);
    laboratory.close();
  }
}
