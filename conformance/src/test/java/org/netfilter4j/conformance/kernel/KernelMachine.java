package org.netfilter4j.conformance.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/** The judge: scenarios run by the kernel in a {@link Laboratory}. */
final class KernelMachine implements Machine, AutoCloseable {
  private static final Pattern UNSTEADY =
      Pattern.compile("(?<=^\\S{1,9} {1,9}\\d{1,3} \\S{1,9} {1,9}\\d{1,3}) \\d+ | use=\\d+");

  private final Laboratory laboratory = Laboratory.open();

  /** The nf_tables tables that the last scenario left, as nft names them. */
  private final Set<String> present = new LinkedHashSet<>();

  private @Nullable Thread pinned;
  private int runs;

  /** Where the packets meet the rules. */
  Laboratory laboratory() {
    return laboratory;
  }

  /** A scenario that was made while it ran, and what it led to. */
  record Run(Scenario scenario, Outcome outcome) {}

  /** At least as many milliseconds. */
  private static final int JIFFY = 5;

  private boolean slow;

  /** The programs whose rules, as they are loaded, have named tables; and those without rules. */
  private final Map<String, String> withNames = new LinkedHashMap<>();

  @Override
  public Outcome run(Scenario scenario) {
    prepare(scenario);
    FragmentIds ids = new FragmentIds(++runs);
    List<List<Seen>> seen = new ArrayList<>();
    for (Step step : scenario.steps()) {
      seen.add(ids.undo(offer(ids.apply(step), scenario.family())));
    }
    return outcome(scenario, seen);
  }

  /** Runs the rules with so many packets of traffic that reacts to what comes out. */
  Run run(Scenario scenario, Traffic traffic, int packets) {
    prepare(scenario);
    List<Step> steps = new ArrayList<>();
    List<List<Seen>> seen = new ArrayList<>();
    for (int i = 0; i < packets; i++) {
      Step step = traffic.next(seen.isEmpty() ? List.of() : seen.getLast());
      steps.add(step);
      seen.add(offer(step, scenario.family()));
    }
    return new Run(scenario.withSteps(steps), outcome(scenario, seen));
  }

  private List<Seen> offer(Step step, Family family) {
    List<Seen> seen = laboratory.offer(step, family);
    if (slow) {
      Laboratory.pause(JIFFY);
    }
    // IPv6 puts fragments together only after INPUT, where the laboratory ends.
    seen.removeIf(s -> s.at() == Place.LOCAL && family == Family.IPV6 && isFragment(s));
    return Fragments.joined(seen);
  }

  private static boolean isFragment(Seen seen) {
    return Fragments.isFragment(seen.packet());
  }

  private void prepare(Scenario scenario) {
    if (pinned != Thread.currentThread()) {
      Libc.pin(0);
      pinned = Thread.currentThread();
    }
    load(scenario);
    laboratory.flushConnections();
    // Within a jiffy connlimit does not look again whether it counts a connection already.
    slow = scenario.rules().contains("-m connlimit");
  }

  private Outcome outcome(Scenario scenario, List<List<Seen>> seen) {
    String family = scenario.family() == Family.IPV4 ? "ipv4" : "ipv6";
    List<Command> commands =
        List.of(
            Command.of(scenario.program("-save"), "-c"),
            Command.of("conntrack", "-L", "-o", "extended", "-f", family),
            Command.of("ipset", "save"));
    List<Result> results = laboratory.shell().runAll(commands);
    for (int i = 0; i < commands.size(); i++) {
      results.get(i).orThrow(commands.get(i));
    }
    NavigableSet<String> state = new TreeSet<>();
    results.get(1).stdout().lines().map(KernelMachine::connection).forEach(state::add);
    results
        .get(2)
        .stdout()
        .lines()
        .filter(l -> l.startsWith("add "))
        .map(KernelMachine::element)
        .forEach(state::add);
    return new Outcome(seen, counters(results.getFirst().stdout()), state);
  }

  /** A line of {@code ipset save} without the seconds that are left. */
  static String element(String line) {
    return line.replaceAll("timeout [1-9]\\d*", "timeout N");
  }

  /** A line of {@code conntrack -L -o extended} without what depends on time. */
  static String connection(String line) {
    return UNSTEADY.matcher(line).replaceAll(" ").replaceAll(" +", " ").strip();
  }

  /**
   * Takes legacy rules with named tables away before others come: a table that both have in common
   * would not begin anew.
   */
  private void forgetNamed(Scenario scenario, List<Command> commands) {
    withNames.forEach((program, empty) -> commands.add(Command.of(program).stdin(empty)));
    withNames.clear();
    if (scenario.mode() == Mode.LEGACY && scenario.rules().contains("-name ")) {
      StringBuilder empty = new StringBuilder();
      scenario
          .rules()
          .lines()
          .filter(line -> !line.startsWith("-") && !line.contains(" - "))
          .forEach(line -> empty.append(line).append('\n'));
      withNames.put(scenario.program("-restore"), empty.toString());
    }
  }

  private void load(Scenario scenario) {
    List<Command> commands = new ArrayList<>();
    forgetNamed(scenario, commands);
    if (!present.isEmpty()) {
      StringBuilder script = new StringBuilder();
      present.forEach(t -> script.append("delete table ").append(t).append('\n'));
      commands.add(Command.of("nft", "-f", "-").stdin(script.toString()));
      present.clear();
    }
    StringBuilder sets = new StringBuilder();
    Laboratory.SETS.forEach(s -> sets.append("flush ").append(s.split(" ", 2)[0]).append('\n'));
    commands.add(Command.of("ipset", "restore").stdin(sets + scenario.sets()));
    // A rule with connbytes has switched it on.
    commands.add(Command.script("echo 0 > /proc/sys/net/netfilter/nf_conntrack_acct"));
    commands.add(Command.of(scenario.program("-restore")).stdin(scenario.rules()));
    List<Result> results = laboratory.shell().runAll(commands);
    if (scenario.mode() == Mode.NFT && results.getLast().ok()) {
      String family = scenario.family() == Family.IPV4 ? "ip " : "ip6 ";
      scenario
          .rules()
          .lines()
          .filter(l -> l.startsWith("*"))
          .forEach(l -> present.add(family + l.substring(1)));
    }
    for (int i = 0; i < results.size(); i++) {
      if (!results.get(i).ok()) {
        throw new RefusedException(
            commands.get(i) + ": " + results.get(i).stderr().strip() + "\n" + scenario);
      }
    }
  }

  /** The counters of {@code iptables-save -c}, by table, chain and number of the rule. */
  static SortedMap<String, String> counters(String saved) {
    SortedMap<String, String> counters = new TreeMap<>();
    String table = "";
    SortedMap<String, Integer> rules = new TreeMap<>();
    for (String line : saved.lines().toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("*")) {
        table = line.substring(1);
        rules.clear();
      } else if (line.startsWith(":") && !words[1].equals("-")) {
        counters.put(table + " " + words[0].substring(1) + " policy", bare(words[2]));
      } else if (line.startsWith("[")) {
        int number = rules.merge(words[2], 1, Integer::sum);
        counters.put(table + " " + words[2] + " " + number, bare(words[0]));
      }
    }
    return counters;
  }

  private static String bare(String bracketed) {
    return bracketed.substring(1, bracketed.length() - 1);
  }

  @Override
  public void close() {
    laboratory.close();
  }
}
