package org.netfilter4j.diagnose.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netfilter4j.linux.TraceTable;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;

/**
 * Puts visits together that are one packet's. Each mode tells of them in order, but not of the
 * other's; within a hook the priorities say which came first.
 */
final class Ways {
  private static final long SETTLED_NANOS = 400_000_000L;

  private final List<Way> ways = new ArrayList<>();

  /** For each mode the ways of a fingerprint, and how many of them it has begun. */
  private final Map<String, List<Way>> known = new HashMap<>();

  private final Map<String, Integer> begun = new HashMap<>();
  private final List<Mode> order;

  /**
   * @param order the modes in the order in which they run at the same priority
   */
  Ways(List<Mode> order) {
    this.order = List.copyOf(order);
  }

  /** The way of one packet. */
  static final class Way {
    private final List<Visit> visits = new ArrayList<>();
    private final Map<Mode, Visit> last = new EnumMap<>(Mode.class);
    private final Comparator<Visit> byPlace;
    private long touched;

    private Way(List<Mode> order) {
      byPlace =
          Comparator.<Visit>comparingInt(visit -> rank(visit.hook()))
              .thenComparingInt(Visit::priority)
              .thenComparingInt(visit -> order.indexOf(visit.mode()));
    }

    /** In the order in which the packet came to them. */
    List<Visit> visits() {
      List<Visit> sorted = new ArrayList<>(visits);
      sorted.sort(byPlace);
      return sorted;
    }

    /** Of a packet to the host itself both its sides are one way. */
    private int rank(Hook hook) {
      return switch (hook) {
        case OUTPUT -> 0;
        case PREROUTING -> 2;
        case INPUT, FORWARD -> 3;
        case POSTROUTING -> hasOutput() ? 1 : 4;
      };
    }

    private boolean hasOutput() {
      for (Visit visit : visits) {
        if (visit.hook() == Hook.OUTPUT) {
          return true;
        }
      }
      return false;
    }

    /** Whether this may come after what the same mode has told of this packet. */
    private boolean continuesBy(Visit visit) {
      Visit before = last.get(visit.mode());
      if (before == null) {
        return true;
      }
      int compared = byPlace.compare(before, visit);
      return compared < 0 || compared == 0 && visits.stream().noneMatch(visit::isAt);
    }

    private void add(Visit visit, long now) {
      visits.add(visit);
      last.put(visit.mode(), visit);
      touched = now;
    }

    /** Whether nothing more will be told of it: it has arrived, or was dropped. */
    boolean isOver(long now) {
      if (now - touched > SETTLED_NANOS) {
        return true;
      }
      for (Visit visit : visits) {
        boolean end =
            visit.hook() == Hook.INPUT
                || visit.hook() == Hook.POSTROUTING && !visit.packet().out().equals("lo");
        if (end && visit.isOwn() && isPassed(visit)) {
          // What the log tells comes by another socket.
          return now - touched > SETTLED_NANOS / 8;
        }
      }
      return false;
    }

    private static boolean isPassed(Visit visit) {
      return visit.steps().stream()
          .anyMatch(step ->
              step instanceof Visit.Step.Policy policy
                  && policy.chain().equals(TraceTable.passed(visit.hook())));
    }
  }

  /** Takes the next visit that a mode tells of. */
  void add(Visit visit, long now) {
    String print = visit.packet().fingerprint();
    List<Way> of = known.computeIfAbsent(print, _ -> new ArrayList<>());
    String told = visit.mode().word() + " " + print;
    int number = begun.getOrDefault(told, 0);
    if (number == 0 || !of.get(number - 1).continuesBy(visit)) {
      begun.put(told, ++number);
      if (number > of.size()) {
        Way made = new Way(order);
        of.add(made);
        ways.add(made);
      }
    }
    of.get(number - 1).add(visit, now);
  }

  /** All ways in the order in which they began. */
  List<Way> all() {
    return List.copyOf(ways);
  }

  /** How many ways are over. */
  int over(long now) {
    int count = 0;
    for (Way way : ways) {
      count += way.isOver(now) ? 1 : 0;
    }
    return count;
  }
}
