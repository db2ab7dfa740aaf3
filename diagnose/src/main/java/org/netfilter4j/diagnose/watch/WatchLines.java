package org.netfilter4j.diagnose.watch;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.watch.CounterBoard.Order;

/** Counters as plain lines: after each interval those that moved in it. */
public final class WatchLines {
  private final CounterBoard board;
  private final WatchText text;
  private final Tongue tongue;
  private final PrintStream out;
  private final Order order;

  public WatchLines(CounterBoard board, Tongue tongue, PrintStream out, Order order) {
    this.board = board;
    this.text = new WatchText(tongue, board);
    this.tongue = tongue;
    this.out = out;
    this.order = order;
  }

  /** Says what the columns are. */
  public void begin(double interval, @Nullable PacketClass packets) {
    out.println(text.title(interval, packets));
    out.println(text.head());
    out.flush();
  }

  /** Prints what moved in the last interval. */
  public void print() {
    out.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + moved());
    for (Row row : board.rows(order)) {
      if (row.lastPackets() == 0) {
        break;
      }
      out.println(text.line(row));
    }
    out.flush();
  }

  /** Prints what moved since the beginning. */
  public void printAll() {
    for (Row row : board.rows(order)) {
      if (row.sincePackets() != 0) {
        out.println(text.line(row));
      }
    }
    out.flush();
  }

  private String moved() {
    int moving = board.moving();
    return moving == 0
        ? tongue.say("  nothing moves", "  没有变化")
        : tongue.say(
            "  " + moving + " of " + board.size(), "  " + board.size() + " 条中 " + moving + " 条");
  }
}
