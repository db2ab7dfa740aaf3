package org.netfilter4j.conformance.kernel;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/** Runs generated scenarios through the kernel and another machine, and reduces what differs. */
final class Comparison {
  private static final int SECONDS_TO_REDUCE = 30;

  private static final Pattern TRACKED =
      Pattern.compile(
          "-m (conntrack|state|connmark|connlimit|connbytes|connlabel|helper) |-j"
              + " (CONNMARK|.NAT|NETMAP|MASQ|REDIRECT|CT --zone)");

  private final KernelMachine kernel;
  private final Machine other;
  private final Tally tally;
  private int toReduce;
  private long packets;
  private long out;
  private long rules;
  private long hit;
  private int undetermined;

  /**
   * @param toReduce how many differences are reduced; more are only counted
   */
  Comparison(KernelMachine kernel, Machine other, Tally tally, int toReduce) {
    this.kernel = kernel;
    this.other = other;
    this.tally = tally;
    this.toReduce = toReduce;
  }

  /** Compares one pair, unless the kernel does otherwise when asked again. */
  void compare(long seed, Mode mode, boolean conntrack, int count) {
    Family family = seed % 2 == 0 ? Family.IPV4 : Family.IPV6;
    RulesetGenerator generator = new RulesetGenerator(seed, family, mode, conntrack);
    Scenario empty = new Scenario(family, mode, generator.rules(), generator.sets(), List.of());
    KernelMachine.Run run = kernel.run(empty, new Traffic(seed, family, mayFragment(empty)), count);
    count(run);
    String differences;
    try {
      differences = run.outcome().differences(run.scenario(), other.run(run.scenario()));
    } catch (Machine.RefusedException e) {
      differences = "refused: " + e.getMessage();
    }
    if (differences.isEmpty()) {
      tally.agreed();
      return;
    }
    String itself = run.outcome().differences(run.scenario(), kernel.run(run.scenario()));
    if (!itself.isEmpty()) {
      if (Boolean.getBoolean("nf4j.undetermined")) {
        System.out.println("undetermined: seed " + seed + "\n" + itself);
      }
      undetermined++; // the kernel chose something at random, such as a port for source NAT
      return;
    }
    String report = "seed " + seed + " " + mode.word() + "\n" + differences;
    tally.differed(report.length() > 2000 ? report.substring(0, 2000) + "…" : report);
    if (toReduce-- > 0) {
      System.out.println(report + "\nreduced:\n" + reduced(run.scenario()));
    }
  }

  /**
   * Where nothing puts fragments together, nf_tables' own expressions for ports and flags read a
   * later fragment's data as if a transport header stood there, in IPv6 even the packet's first
   * bytes (nft_payload_fast_eval). The engine does not follow it there. A packet and its copy that
   * leave in fragments can't be told apart.
   */
  private static boolean mayFragment(Scenario scenario) {
    String rules = scenario.rules();
    return !rules.contains("-j TEE")
        && (scenario.mode() == Mode.LEGACY
            || TRACKED.matcher(rules).find()
            || !(rules.contains("port ") || rules.contains("-m tcp ")));
  }

  private String reduced(Scenario scenario) {
    Reducer reducer =
        new Reducer(
            s -> {
              Outcome judged = kernel.run(s);
              if (!judged.differences(s, kernel.run(s)).isEmpty()) {
                return false;
              }
              try {
                return !judged.differences(s, other.run(s)).isEmpty();
              } catch (Machine.RefusedException e) {
                return true;
              }
            },
            SECONDS_TO_REDUCE);
    Scenario small = reducer.reduce(scenario);
    Outcome judged = kernel.run(small);
    String differences;
    try {
      differences = judged.differences(small, other.run(small));
    } catch (Machine.RefusedException e) {
      differences = "refused: " + e.getMessage() + "\n";
    }
    return differences + new RecordedCase(small, judged);
  }

  private void count(KernelMachine.Run run) {
    packets += run.scenario().steps().size();
    out += run.outcome().seen().stream().filter(s -> !s.isEmpty()).count();
    List<String> counts =
        run.outcome().counters().entrySet().stream()
            .filter(e -> !e.getKey().endsWith("policy"))
            .map(java.util.Map.Entry::getValue)
            .toList();
    rules += counts.size();
    hit += counts.stream().filter(c -> !c.equals("0:0")).count();
  }

  /** How many in a hundred rules were hit by a packet. */
  long percentHit() {
    return rules == 0 ? 0 : hit * 100 / rules;
  }

  /** Prints how much the scenarios tried. */
  void print() {
    System.out.printf(
        Locale.ROOT,
        "%,d rules, %,d of them hit; %,d packets, %,d of them let out;"
            + " %d pairs left out, for the kernel differs from itself%n",
        rules,
        hit,
        packets,
        out,
        undetermined);
  }
}
