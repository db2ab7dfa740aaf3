package org.netfilter4j.command.monitor;

import java.io.PrintStream;
import java.util.List;
import org.netfilter4j.model.watch.RulesetEvent;
import org.netfilter4j.model.watch.RulesetEvents;

/** The {@code xtables-monitor} command. */
public final class Monitor {
  private static final String VERSION = "1.8.9";

  private static final String USAGE =
      """
      xtables-monitor 1.8.9 (nf_tables)
      Usage: xtables-monitor [ -t | -e ]
              --trace    -t    trace ruleset traversal of packets tagged via -j TRACE rule
              --event    -e    show events that modify the ruleset
      Optional arguments:
              --ipv4     -4    only monitor IPv4
              --ipv6     -6    only monitor IPv6
      \t--counters -c    show counters in rules
      """;

  private static final int PARAMETER_PROBLEM = 2;

  private Monitor() {}

  /** Whether these words ask what the command can do. */
  public static boolean asksForHelp(List<String> words) {
    return MonitorOptions.parse(words).wish() == MonitorOptions.Wish.HELP;
  }

  /**
   * Carries out a command line: prints until the events end, or nobody reads any more.
   *
   * @param words after the program's name
   * @return the exit code: 0, 1 where there is nothing to listen to, 2 for mistakes in the words
   */
  public static int run(List<String> words, MonitorEnvironment world) {
    MonitorOptions options = MonitorOptions.parse(words);
    PrintStream out = world.out();
    switch (options.wish()) {
      case HELP -> {
        out.print(USAGE);
        return 1;
      }
      case VERSION -> {
        out.print("xtables-monitor " + VERSION + "\n");
        return 0;
      }
      case MISTAKE -> {
        world
            .err()
            .print(
                "xtables-monitor "
                    + VERSION
                    + ": Bad argument.\nTry `xtables-monitor -h' for more information.\n");
        return PARAMETER_PROBLEM;
      }
      case LISTEN -> {
        if (!options.changes() && !options.traces()) {
          out.print(USAGE);
          return 1;
        }
      }
    }
    try (RulesetEvents events = world.source().open(options.changes(), options.traces())) {
      return listen(events, options, world);
    } catch (MonitorEnvironment.UnavailableException e) {
      world.err().print(e.getMessage() + "\n");
      return 1;
    }
  }

  private static int listen(RulesetEvents events, MonitorOptions options, MonitorEnvironment to) {
    StringBuilder text = new StringBuilder();
    EventText writer = new EventText(text, options, to.names(), events);
    for (RulesetEvent event = events.take(); event != null; event = events.take()) {
      if (writer.write(event)) {
        to.out().append(text);
        if (to.out().checkError()) {
          return 1;
        }
      } else {
        to.err().append(text);
        to.err().flush();
      }
      text.setLength(0);
    }
    return 0;
  }
}
