package org.netfilter4j.conformance.kernel;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/**
 * A scenario and what the kernel made of it, as a text file: so a difference once found is tested
 * on every machine, with a kernel to ask or without.
 *
 * <pre>
 * # why this case is here
 * ipv4 nft
 * --- rules
 * *filter …
 * --- sets
 * add -exist ip4 192.0.2.10
 * --- packets
 * ETH0 udp 0200…
 *   ETH1 4500…            what came out because of it, indented
 * --- counters
 * filter FORWARD 1 = 1:31
 * --- state
 * add ip4 192.0.2.10      elements of sets, and connections
 * </pre>
 */
record RecordedCase(Scenario scenario, Outcome outcome) {
  static RecordedCase parse(String text) {
    List<String> lines = text.lines().filter(l -> !l.isBlank() && !l.startsWith("# ")).toList();
    String[] head = lines.getFirst().split(" ", 2);
    StringBuilder rules = new StringBuilder();
    StringBuilder sets = new StringBuilder();
    List<Step> steps = new ArrayList<>();
    List<List<Seen>> seen = new ArrayList<>();
    SortedMap<String, String> counters = new TreeMap<>();
    NavigableSet<String> state = new TreeSet<>();
    String section = "";
    for (String line : lines.subList(1, lines.size())) {
      if (line.startsWith("--- ")) {
        section = line.substring(4);
        continue;
      }
      switch (section) {
        case "rules" -> rules.append(line).append('\n');
        case "sets" -> sets.append(line).append('\n');
        case "packets" -> {
          String[] words = line.strip().split(" ");
          Place place = Place.valueOf(words[0]);
          byte[] bytes = HexFormat.of().parseHex(words[words.length - 1]);
          if (line.startsWith(" ")) {
            seen.getLast().add(new Seen(place, bytes));
          } else {
            String[] what = java.util.Arrays.copyOfRange(words, 1, words.length - 1);
            steps.add(new Step(place, bytes, String.join(" ", what)));
            seen.add(new ArrayList<>());
          }
        }
        case "counters" -> {
          String[] sides = line.split(" = ", 2);
          counters.put(sides[0], sides[1]);
        }
        case "state" -> state.add(line);
        default -> throw new IllegalArgumentException("in no section: " + line);
      }
    }
    Family family = Family.valueOf(head[0].toUpperCase(Locale.ROOT));
    Mode mode = Mode.valueOf(head[1].toUpperCase(Locale.ROOT));
    return new RecordedCase(
        new Scenario(family, mode, rules.toString(), sets.toString(), steps),
        new Outcome(seen, counters, state));
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(scenario.family().name().toLowerCase(Locale.ROOT)).append(' ');
    text.append(scenario.mode().word()).append("\n--- rules\n").append(scenario.rules());
    text.append("--- sets\n").append(scenario.sets()).append("--- packets\n");
    for (int i = 0; i < scenario.steps().size(); i++) {
      text.append(scenario.steps().get(i)).append('\n');
      outcome.seen().get(i).forEach(s -> text.append("  ").append(s).append('\n'));
    }
    text.append("--- counters\n");
    outcome.counters().forEach((k, v) -> text.append(k).append(" = ").append(v).append('\n'));
    text.append("--- state\n");
    outcome.state().forEach(l -> text.append(l).append('\n'));
    return text.toString();
  }
}
