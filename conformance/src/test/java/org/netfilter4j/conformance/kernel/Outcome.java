package org.netfilter4j.conformance.kernel;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a scenario led to.
 *
 * @param seen for each step, the packets that left the host because of it; none is a drop
 * @param counters for each rule ({@code "filter INPUT 3"}) and policy ({@code "filter INPUT
 *     policy"}) the packets and bytes as {@code "2:120"}
 * @param state connections and set elements that are there at the end, in the words of {@code
 *     conntrack -L -o extended} (without time left and use count) and {@code ipset save}
 */
public record Outcome(
    List<List<Seen>> seen, SortedMap<String, String> counters, NavigableSet<String> state) {
  public Outcome {
    seen = seen.stream().map(List::copyOf).toList();
    counters = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(counters));
    state = java.util.Collections.unmodifiableNavigableSet(new TreeSet<>(state));
  }

  /** The first few differences from what we say, one line each; empty if there are none. */
  public String differences(Scenario scenario, Outcome ours) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < seen.size(); i++) {
      if (!seen.get(i).equals(ours.seen.get(i))) {
        text.append("packet ").append(i + 1).append(": ").append(scenario.steps().get(i));
        text.append("\n  kernel: ").append(seen.get(i).isEmpty() ? "dropped" : seen.get(i));
        text.append("\n  ours:   ");
        text.append(ours.seen.get(i).isEmpty() ? "dropped" : ours.seen.get(i)).append('\n');
      }
    }
    for (Map.Entry<String, String> entry : counters.entrySet()) {
      String count = ours.counters.getOrDefault(entry.getKey(), "absent");
      if (!count.equals(entry.getValue())) {
        text.append(entry.getKey()).append("\n  kernel: ").append(entry.getValue());
        text.append("\n  ours:   ").append(count).append('\n');
      }
    }
    for (String key : ours.counters.keySet()) {
      if (!counters.containsKey(key)) {
        text.append(key).append("\n  kernel: absent\n");
      }
    }
    for (String line : state) {
      text.append(ours.state.contains(line) ? "" : "only kernel: " + line + "\n");
    }
    for (String line : ours.state) {
      text.append(state.contains(line) ? "" : "only ours:   " + line + "\n");
    }
    return text.toString();
  }
}
