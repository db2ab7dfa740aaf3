package org.netfilter4j.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.diagnose.live.LiveTables;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.live.PacketClassSyntax;
import org.netfilter4j.diagnose.live.TemporaryRules;
import org.netfilter4j.diagnose.watch.CounterBoard;
import org.netfilter4j.diagnose.watch.CounterBoard.Order;
import org.netfilter4j.diagnose.watch.Probes;
import org.netfilter4j.diagnose.watch.WatchLines;
import org.netfilter4j.diagnose.watch.WatchScreen;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.TerminalDevice;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label.Language;
import org.netfilter4j.xt.Rejected;

/** {@code nf4j watch}: the counters of the kernel's rules as they move. */
final class WatchCommand {
  private static final int MOST = 1_000_000;
  static final String USAGE =
      """
      usage: nf4j watch [PACKETS [--probe]] [--interval SECONDS] [--count N] [--sort packets|bytes]
                        [--plain] [--for SECONDS] [--lang en|zh]

      Shows the counters of this machine's rules (both modes, both families) as they move: in the
      last interval and since the beginning, those first that move most. Nothing is zeroed.

      PACKETS, with the flags of a rule, leaves the rules that can match them or their answers:
        -s ADDRESS[/PREFIX] -d ADDRESS[/PREFIX] -i INTERFACE
        -p PROTOCOL --sport PORT[:PORT] --dport PORT[:PORT] --icmp-type TYPE
        -4, -6
        --probe             counts just these packets where they come to a chain, by temporary rules
                            that change no verdict
        --for SECONDS       those are gone after that, whatever happens (default 3600)

        --interval SECONDS  from 0.1 (default 1)
        --count N           ends after so many intervals
        --plain             lines, as where the output is no terminal

      Keys in a terminal: q ends, p pauses, z begins anew, s sorts by packets or by bytes.\
      """;

  private static final long LOOK_MILLISECONDS = 200;

  private final Nf4j nf4j;
  private boolean probe;
  private boolean plain;
  private double interval = 1;
  private int seconds = 3600;
  private long count = Long.MAX_VALUE;
  private Order order = Order.PACKETS;
  private @Nullable Language language;
  private @Nullable TemporaryRules temporary;

  WatchCommand(Nf4j nf4j) {
    this.nf4j = nf4j;
  }

  int run(List<String> words, @Nullable String host) {
    PacketClass packets = packets(words);
    if (host != null) {
      throw Rejected.parameter("watch works on the kernel: a host directory has no traffic");
    }
    if (probe && packets == null) {
      throw Rejected.parameter("--probe: describe the packets, as -s 192.0.2.7 -p tcp --dport 80");
    }
    Tongue tongue = new Tongue(Terminal.language(language, nf4j), Terminal.isColourful(nf4j));
    List<Family> families = packets == null ? List.of(Family.values()) : List.of(packets.family());
    try (LiveTables tables = new LiveTables(nf4j.namespace(), nf4j.variables())) {
      CounterBoard board = new CounterBoard(tables, families, packets);
      if (!probe || packets == null) {
        TemporaryRules.removeExpired(tables);
        show(board, packets, tongue);
        return 0;
      }
      Duration time = Duration.ofSeconds(seconds);
      try (TemporaryRules rules =
          TemporaryRules.open(tables, "watch", packets.family(), time, () -> {})) {
        Probes.put(packets, tables, rules);
        temporary = rules;
        show(board, packets, tongue);
      }
      return 0;
    }
  }

  private void show(CounterBoard board, @Nullable PacketClass packets, Tongue tongue) {
    TerminalDevice device =
        plain || !Terminal.isThere() || nf4j.variable("TERM", "dumb").equals("dumb")
            ? null
            : TerminalDevice.open();
    if (device == null) {
      lines(board, packets, tongue);
      return;
    }
    try (Display display = new Display(nf4j.out(), device)) {
      WatchScreen screen = new WatchScreen(board, tongue, interval, packets);
      interact(board, display, screen);
    }
    // What was seen stays readable when the screen is gone.
    WatchLines lines =
        new WatchLines(board, new Tongue(tongue.language(), false), nf4j.out(), order);
    lines.begin(interval, packets);
    lines.printAll();
  }

  private void lines(CounterBoard board, @Nullable PacketClass packets, Tongue tongue) {
    WatchLines lines =
        new WatchLines(board, new Tongue(tongue.language(), false), nf4j.out(), order);
    board.read(System.nanoTime());
    lines.begin(interval, packets);
    for (long i = 0; i < count && isInTime(); i++) {
      sleep();
      board.read(System.nanoTime());
      lines.print();
      if (nf4j.out().checkError()) {
        // Nobody reads any more.
        return;
      }
    }
  }

  private boolean isInTime() {
    TemporaryRules rules = temporary;
    if (rules == null || !rules.isOver()) {
      return true;
    }
    nf4j.err().println("nf4j: the time of the temporary rules is over (--for)");
    return false;
  }

  private void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(Math.round(interval * 1000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KernelException("interrupted");
    }
  }

  private void interact(CounterBoard board, Display display, WatchScreen screen) {
    long step = Math.round(interval * 1e9);
    long next = System.nanoTime();
    boolean paused = false;
    for (long i = 0; i <= count && isInTime(); i++) {
      if (!paused) {
        board.read(System.nanoTime());
      }
      next = Math.max(next + step, System.nanoTime());
      display.draw(screen, order, paused);
      while (next - System.nanoTime() > 0 && i < count) {
        long left = (next - System.nanoTime()) / 1_000_000 + 1;
        int key = display.key(Math.min(left, LOOK_MILLISECONDS));
        switch (key) {
          case 'q', 'Q' -> {
            return;
          }
          case 'p', ' ' -> paused = !paused;
          case 'z' -> board.begin();
          case 's' -> order = order == Order.PACKETS ? Order.BYTES : Order.PACKETS;
          default -> {}
        }
        if (key >= 0 || display.isResized()) {
          display.draw(screen, order, paused);
        }
      }
    }
  }

  private @Nullable PacketClass packets(List<String> words) {
    PacketClassSyntax syntax = new PacketClassSyntax(SystemNames.ofMachine());
    OptionValues.take(words, "watch", this::own, syntax::take);
    return syntax.isSaid() ? syntax.packets() : null;
  }

  /** Takes an option that is not the packets'; gives how many words were taken. */
  private int own(List<String> words, int at) {
    switch (words.get(at)) {
      case "-h", "--help" -> throw new Usage.Wanted(USAGE);
      case "--kernel" -> {
        return 1;
      }
      case "--probe" -> {
        probe = true;
        return 1;
      }
      case "--plain" -> {
        plain = true;
        return 1;
      }
      case "--interval" -> interval = interval(OptionValues.text(words, at));
      case "--count" -> count = OptionValues.number(words, at, MOST);
      case "--for" -> seconds = OptionValues.number(words, at, MOST);
      case "--sort" -> order = order(OptionValues.text(words, at));
      case "--lang" -> language = Terminal.language(OptionValues.text(words, at));
      default -> {
        return 0;
      }
    }
    return 2;
  }

  private static Order order(String word) {
    return switch (word) {
      case "packets" -> Order.PACKETS;
      case "bytes" -> Order.BYTES;
      default -> throw Rejected.parameter("--sort: \"" + word + "\" is neither packets nor bytes");
    };
  }

  private static double interval(String text) {
    try {
      double seconds = Double.parseDouble(text);
      if (seconds >= 0.1 && seconds <= 3600) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range is.
    }
    throw Rejected.parameter(
        "--interval: \"" + text + "\" is not a number of seconds from 0.1 to 3600");
  }
}
