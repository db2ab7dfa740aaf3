package org.netfilter4j.agent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/** The repairs of the last minute, and whose changes they were for: too many are a fight. */
final class RecentRepairs {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final int most;
  private final Deque<Repair> repairs = new ArrayDeque<>();

  /**
   * A repair.
   *
   * @param at System.nanoTime()
   * @param program whose change it was for; empty where the kernel does not tell
   */
  private record Repair(long at, String program) {}

  /**
   * None yet.
   *
   * @param most how many a minute may have
   */
  RecentRepairs(int most) {
    this.most = most;
  }

  void add(long now, String program) {
    repairs.add(new Repair(now, program));
    // More than these change no answer.
    if (repairs.size() > 2 * most) {
      repairs.removeFirst();
    }
  }

  private void forget(long now) {
    while (!repairs.isEmpty() && now - repairs.getFirst().at > MINUTE) {
      repairs.removeFirst();
    }
  }

  /** Whether there are so many that another one would be part of a fight. */
  boolean areTooMany(long now) {
    forget(now);
    return repairs.size() >= most;
  }

  /** Whether there are so few again that a fight is over. */
  boolean areFew(long now) {
    forget(now);
    return repairs.size() <= most / 2;
  }

  int count(long now) {
    forget(now);
    return repairs.size();
  }

  /** The programs whose changes were repaired, the most frequent first. */
  String programs() {
    Map<String, Integer> times = new TreeMap<>();
    for (Repair repair : repairs) {
      if (!repair.program.isEmpty()) {
        times.merge(repair.program, 1, Integer::sum);
      }
    }
    StringBuilder text = new StringBuilder();
    times.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(entry ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(entry.getKey())
                .append(" (")
                .append(entry.getValue())
                .append(" times)"));
    return text.isEmpty() ? "unknown" : text.toString();
  }
}
