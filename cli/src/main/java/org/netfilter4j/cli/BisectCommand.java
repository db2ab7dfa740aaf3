package org.netfilter4j.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.diagnose.bisect.Attempt;
import org.netfilter4j.diagnose.bisect.AttemptConnections;
import org.netfilter4j.diagnose.bisect.BisectReport;
import org.netfilter4j.diagnose.bisect.Bisection;
import org.netfilter4j.diagnose.bisect.CommandAttempt;
import org.netfilter4j.diagnose.bisect.Counting;
import org.netfilter4j.diagnose.bisect.Finding;
import org.netfilter4j.diagnose.bisect.PersonAttempt;
import org.netfilter4j.diagnose.live.LiveTables;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.live.PacketClassSyntax;
import org.netfilter4j.diagnose.live.TemporaryRules;
import org.netfilter4j.linux.KernelFlows;
import org.netfilter4j.linux.ModeSurvey;
import org.netfilter4j.model.Label.Language;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.xt.Rejected;

/**
 * {@code nf4j bisect}: which rule of the kernel keeps packets from getting through, by trying. Exit
 * code 0 where it is found, 1 where not.
 */
final class BisectCommand {
  static final String USAGE =
      """
      usage: nf4j bisect PACKETS [--test COMMAND|--counters] [--for SECONDS] [--timeout SECONDS]
                         [--repeat N] [--wait SECONDS] [--wide] [--lang en|zh]

      Finds the rule of this machine's kernel (both modes) that keeps packets from getting through:
      a temporary rule accepts exactly these packets, from a place on that is moved by halves.

      PACKETS, with the flags of a rule, as they are sent:
        -s ADDRESS[/PREFIX] -d ADDRESS[/PREFIX] -i INTERFACE
        -p PROTOCOL --sport PORT[:PORT] --dport PORT[:PORT] --icmp-type TYPE
        -4, -6
        --wide              allows packets of anybody: without -p, or with neither -s nor -d

      How it is told whether they get through:
        --test COMMAND      run by the shell: it ends with 0 where they do
        --timeout SECONDS   after which a test is ended, and has failed (default 10)
        --repeat N          how often the test must succeed in a row (default 1)
        --counters          no verdict is changed: rules count packets that come by themselves
        --wait SECONDS      how long to wait for one (default 10)
        otherwise you are asked: y or n

        --for SECONDS       temporary rules are gone after that, whatever happens (default 600)

      The exit code is 0 where the rule is found, 1 where not, 2 for a mistake.\
      """;

  private static final int TCP = 6;

  private final Nf4j nf4j;
  private @Nullable String test;
  private boolean counters;
  private boolean wide;
  private int seconds = 600;
  private int timeout = 10;
  private int patience = 10;
  private int repeat = 1;
  private @Nullable Language language;

  BisectCommand(Nf4j nf4j) {
    this.nf4j = nf4j;
  }

  int run(List<String> words, @Nullable String host) {
    PacketClass packets = packets(words);
    if (host != null) {
      throw Rejected.parameter("bisect works on the kernel: \"nf4j why --host\" asks about a host");
    }
    if (test != null && counters) {
      throw Rejected.parameter("--test and --counters exclude one another");
    }
    if (packets.isWide() && !wide) {
      throw Rejected.parameter(
          "these packets may be anybody's: say -p, and -s or -d with one address or a small"
              + " network; or --wide to accept them all for a while");
    }
    Tongue tongue = new Tongue(Terminal.language(language, nf4j), Terminal.isColourful(nf4j));
    try (LiveTables tables = new LiveTables(nf4j.namespace(), nf4j.variables())) {
      TemporaryRules.removeExpired(tables);
      Finding finding = search(packets, tables, read(tables, packets), tongue);
      List<Ruleset> rulesets = read(tables, packets);
      if (finding instanceof Finding.Found found) {
        finding = found.in(rulesets);
      }
      BisectReport report = new BisectReport(tongue, nf4j.out(), counters);
      if (finding instanceof Finding.Elsewhere || finding instanceof Finding.Accepted) {
        report.tablesOfOthers(ModeSurvey.of(nf4j.namespace()).others());
      }
      nf4j.out().flush();
      report.print(finding, new LiveExplanation(nf4j, packets, rulesets, tongue));
      return finding instanceof Finding.Found ? 0 : 1;
    }
  }

  private static List<Ruleset> read(LiveTables tables, PacketClass packets) {
    List<Ruleset> rulesets = new ArrayList<>();
    for (Mode mode : tables.modes()) {
      rulesets.add(tables.read(mode, packets.family()));
    }
    return rulesets;
  }

  private Finding search(
      PacketClass packets, LiveTables tables, List<Ruleset> rulesets, Tongue tongue) {
    Runnable interrupted =
        () -> {
          nf4j.err().println(tongue.say("nf4j: the temporary rules are removed", "nf4j：临时规则已删除"));
          nf4j.err().flush();
        };
    try (TemporaryRules temporary =
        TemporaryRules.open(
            tables, "bisect", packets.family(), Duration.ofSeconds(seconds), interrupted)) {
      nf4j.out()
          .println(
              tongue.say("Packets: ", "数据包：")
                  + packets
                  + "\n"
                  + tongue.say(
                      "Temporary rules are removed at the end, at the latest at "
                          + temporary.until(),
                      "临时规则在结束时删除，最迟在 " + temporary.until()));
      BisectReport progress = new BisectReport(tongue, nf4j.out(), counters);
      if (counters) {
        return new Counting(packets, rulesets, temporary, Duration.ofSeconds(patience), progress)
            .run();
      }
      try (KernelFlows flows = new KernelFlows(nf4j.namespace())) {
        Runnable between =
            mayLinger(packets) ? new AttemptConnections(packets, flows)::forget : () -> {};
        Finding finding =
            new Bisection(packets, rulesets, temporary, attempt(tongue), between, progress).run();
        between.run();
        return finding;
      }
    }
  }

  /** Whether what one attempt began may let the next one through. */
  private boolean mayLinger(PacketClass packets) {
    boolean begunAnew = packets.protocol() == TCP && packets.sourcePort() == null && test != null;
    return !begunAnew && !packets.isWide();
  }

  private Attempt attempt(Tongue tongue) {
    String command = test;
    return command == null
        ? new PersonAttempt(nf4j.in(), nf4j.out(), tongue)
        : new CommandAttempt(command, Duration.ofSeconds(timeout), repeat);
  }

  private PacketClass packets(List<String> words) {
    PacketClassSyntax syntax = new PacketClassSyntax(SystemNames.ofMachine());
    OptionValues.take(words, "bisect", this::own, syntax::take);
    if (!syntax.isSaid() && !wide) {
      throw Rejected.parameter(
          "bisect: describe the packets, as -s 192.0.2.7 -p tcp --dport 80; \"nf4j bisect --help\""
              + " tells more");
    }
    return syntax.packets();
  }

  /** Takes an option that is not the packets'; gives how many words were taken. */
  private int own(List<String> words, int at) {
    switch (words.get(at)) {
      case "-h", "--help" -> throw new Usage.Wanted(USAGE);
      case "--kernel" -> {
        return 1;
      }
      case "--counters" -> {
        counters = true;
        return 1;
      }
      case "--wide" -> {
        wide = true;
        return 1;
      }
      case "--test" -> test = OptionValues.text(words, at);
      case "--for" -> seconds = OptionValues.number(words, at, 3600 * 24);
      case "--timeout" -> timeout = OptionValues.number(words, at, 3600);
      case "--wait" -> patience = OptionValues.number(words, at, 3600);
      case "--repeat" -> repeat = OptionValues.number(words, at, 100);
      case "--lang" -> language = Terminal.language(OptionValues.text(words, at));
      default -> {
        return 0;
      }
    }
    return 2;
  }
}
