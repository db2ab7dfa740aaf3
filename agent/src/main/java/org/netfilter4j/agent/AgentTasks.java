package org.netfilter4j.agent;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.netfilter4j.agent.RuleDirectory.Bad;
import org.netfilter4j.agent.RuleDirectory.Good;
import org.netfilter4j.agent.http.Question;
import org.netfilter4j.agent.keep.Applied;
import org.netfilter4j.agent.keep.Drift;
import org.netfilter4j.agent.keep.Keeper;
import org.netfilter4j.agent.keep.KeeperException;
import org.netfilter4j.linux.ModeChoice;
import org.netfilter4j.linux.ModeSurvey;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;

/** {@code nf4j agent}, from its options to its exit code. */
public final class AgentTasks {
  private static final int DONE = 0;
  private static final int FAILED = 1;

  /** With {@code --check}, which says drift with 1, also for what keeps it from looking. */
  private static final int WRONG = 2;

  private final AgentOptions options;
  private final Map<String, String> variables;
  private final NetworkNamespace namespace;
  private final PrintStream out;
  private final PrintStream err;
  private final AgentLog log;

  /**
   * The tasks of one start of the program.
   *
   * @param variables of the environment: those that files refer to, and XTABLES_LOCKFILE
   */
  public AgentTasks(
      AgentOptions options,
      Map<String, String> variables,
      NetworkNamespace namespace,
      PrintStream out,
      PrintStream err) {
    this.options = options;
    this.variables = variables;
    this.namespace = namespace;
    this.out = out;
    this.err = err;
    log = new AgentLog(err, options.jsonLog(), options.logLevel(), Clock.systemUTC());
  }

  /**
   * Does what is asked.
   *
   * @param version of the program
   * @return the exit code
   */
  public int run(String version) {
    return switch (options.task()) {
      case RUN -> new AgentProcess(options, variables, namespace, first(), log).run(version, err);
      case ONCE -> once();
      case CHECK -> check();
      case CLEANUP -> cleanup();
      case STATUS -> status();
    };
  }

  /**
   * Runs as {@link #run}, and ends by itself once it was asked for its pages: so a cache of classes
   * learns what an agent loads.
   */
  public int rehearse(String version) {
    AgentProcess process = new AgentProcess(options, variables, namespace, first(), log);
    Thread.ofPlatform().daemon().name("rehearsal").start(() -> askAll(process));
    return process.run(version, err);
  }

  private void askAll(AgentProcess process) {
    InetSocketAddress address = options.listen();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (address != null && System.nanoTime() < end) {
      try {
        Question.ask(address, "/readyz");
        Question.ask(address, "/status");
        Question.ask(address, "/metrics");
        break;
      } catch (IOException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
    process.end();
  }

  private Mode mode() {
    return first().mode();
  }

  private ModeView.First first() {
    Mode asked = options.askedMode();
    return asked == null
        ? ModeView.first(namespace, options.keeping(), variables)
        : new ModeView.First(asked, false);
  }

  private RuleDirectory directory(Mode mode) {
    return new RuleDirectory(
        options.rules(), namespace, variables, mode, options.keeping().prefix());
  }

  private Keeper keeper(Mode mode) {
    return new Keeper(namespace, mode, options.keeping(), variables);
  }

  private void tell(Bad bad) {
    for (Problem problem : bad.problems()) {
      log.error("the files are wrong", "reason", problem.reason().word(), "error", problem.text());
    }
  }

  private int once() {
    ModeView.First first = first();
    return switch (directory(first.mode()).load()) {
      case Bad bad -> {
        tell(bad);
        yield WRONG;
      }
      case Good good -> once(good, first);
    };
  }

  private int once(Good good, ModeView.First first) {
    Mode mode = first.mode();
    try (Keeper keeper = keeper(mode)) {
      Applied result = keeper.apply(good.wanted());
      log.info(
          result.changed() ? "applied" : "nothing to change",
          "mode",
          mode.word(),
          "files",
          good.files(),
          "rules_added",
          result.rulesAdded(),
          "rules_removed",
          result.rulesRemoved(),
          "sets_made",
          result.setsMade(),
          "sets_removed",
          result.setsRemoved());
      for (String each : result.pending()) {
        log.warn("a rule waits", "for", each);
      }
      if (first.elsewhere()) {
        try (Keeper before = keeper(ModeView.other(mode))) {
          before.withdraw();
        }
      }
      return DONE;
    } catch (KeeperException e) {
      log.error("can't be applied", "reason", e.reason(), "error", e.text());
      return e.mayHelpLater() ? FAILED : WRONG;
    }
  }

  private int check() {
    Mode mode = mode();
    return switch (directory(mode).load()) {
      case Bad bad -> {
        tell(bad);
        yield WRONG;
      }
      case Good good -> {
        try (Keeper keeper = keeper(mode)) {
          List<Drift> drift = keeper.drift(good.wanted(), true);
          for (Drift each : drift) {
            out.println(each.words());
          }
          yield drift.isEmpty() ? DONE : FAILED;
        } catch (KeeperException e) {
          log.error("can't be compared", "error", e.text());
          yield WRONG;
        }
      }
    };
  }

  /** In both modes, where none is asked for: what is the agent's may be of an earlier choice. */
  private int cleanup() {
    int exit = DONE;
    for (Mode mode : held()) {
      try (Keeper keeper = keeper(mode)) {
        CleanUp.tell(keeper.cleanup(), log);
      } catch (KeeperException e) {
        log.error("could not clean up", "mode", mode.word(), "error", e.text());
        exit = FAILED;
      }
    }
    return exit;
  }

  /** The modes that may hold something of the agent's. */
  private List<Mode> held() {
    Mode asked = options.askedMode();
    if (asked != null) {
      return List.of(asked);
    }
    ModeSurvey survey = ModeSurvey.of(namespace);
    List<Mode> modes = new ArrayList<>();
    for (Mode mode : survey.supported()) {
      // Legacy tables that nobody made are not made to be found empty.
      if (mode == Mode.NFT || survey.tables().stream().anyMatch(table -> table.mode() == mode)) {
        modes.add(mode);
      }
    }
    // Sets are of neither mode; and whoever may not look is told so.
    return modes.isEmpty() ? List.of(ModeChoice.of(survey).mode()) : modes;
  }

  private int status() {
    InetSocketAddress address = options.listen();
    if (address == null) {
      err.println("nf4j: an agent with --listen none can't be asked");
      return WRONG;
    }
    try {
      String text = Question.ask(address, "/status");
      out.print(text);
      return text.startsWith("{\n  \"ready\": true") ? DONE : FAILED;
    } catch (IOException e) {
      err.println(
          "nf4j: no agent answers at "
              + address.getHostString()
              + ":"
              + address.getPort()
              + " ("
              + e.getMessage()
              + ")");
      return WRONG;
    }
  }
}
