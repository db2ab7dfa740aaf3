package org.netfilter4j.agent;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.keep.Keeper;
import org.netfilter4j.agent.keep.KeeperException;
import org.netfilter4j.linux.HostNetworkWatch;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.linux.SignalActions;
import org.netfilter4j.model.Mode;

/** The agent as a process: its threads, its signals, and its end. */
final class AgentProcess {
  /** How long questions wait for the rules. */
  private static final Duration FIRST = Duration.ofSeconds(1);

  private static final long SECONDS_TO_END = 2;
  private static final long SECONDS_TO_CLEAN_UP = 10;

  private final AgentOptions options;
  private final Map<String, String> variables;
  private final NetworkNamespace namespace;
  private final ModeView.First begin;
  private final AgentLog log;
  private final Wakeups wakeups = new Wakeups();
  private final CountDownLatch ending = new CountDownLatch(1);

  /**
   * By the name of this thread nf_tables' events tell the agent's changes from others'; 15 bytes is
   * what the kernel keeps of a name.
   */
  private final String threadName =
      "nf4j-agent-" + Integer.toHexString(0x1000 + ThreadLocalRandom.current().nextInt(0xf000));

  /** Whether the agent's thread ended as it should. */
  private volatile boolean orderly;

  private volatile boolean broken;

  AgentProcess(
      AgentOptions options,
      Map<String, String> variables,
      NetworkNamespace namespace,
      ModeView.First begin,
      AgentLog log) {
    this.options = options;
    this.variables = variables;
    this.namespace = namespace;
    this.begin = begin;
    this.log = log;
  }

  /** Ends it as a signal does; from any thread. */
  void end() {
    wakeups.add(Wakeups.Reason.STOP);
    ending.countDown();
  }

  /**
   * Runs until a signal ends it.
   *
   * @param err where a fault of the program is told
   * @return 0; 1 where there was a fault, or it could not clean up
   */
  int run(String version, PrintStream err) {
    heedSignals();
    log.info(
        "starting",
        "version",
        version,
        "name",
        options.name(),
        "mode",
        begin.mode().word(),
        "rules",
        options.rules());
    Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> broken(thread, fault, err));
    AgentMetrics metrics = new AgentMetrics(options.name(), begin.mode().word(), version);
    Agent agent =
        new Agent(options, variables, namespace, begin, wakeups, metrics, log, Clock.systemUTC());
    // Listening begins before anything is read: what changes from here on is told.
    try (DirectoryWatch files =
        new DirectoryWatch(
            options.rules(),
            options.settle(),
            options.rescan(),
            () -> wakeups.add(Wakeups.Reason.FILES),
            log)) {
      RulesetFollower follower = follow(agent);
      HostNetworkWatch host = watchHost();
      Thread thread = Thread.ofPlatform().name(threadName).start(() -> keep(agent, err));
      files.start();
      Listening listening = null;
      try {
        // What answers is loaded after what applies: that comes first.
        agent.seen().awaitFirst(FIRST);
        listening = listen(agent, metrics);
        await(thread);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (listening != null) {
        listening.close();
      }
      if (follower != null) {
        follower.close();
      }
      if (host != null) {
        host.close();
      }
    }
    log.info("ended");
    return orderly && !broken ? 0 : 1;
  }

  /** Before anything else: what a signal asks for before the files are read is then done with. */
  private void heedSignals() {
    for (String signal : new String[] {"TERM", "INT"}) {
      Signals.on(signal, this::end);
    }
    Signals.on("HUP", () -> wakeups.add(Wakeups.Reason.HANGUP));
    // The launcher has it ignored until here, and the JVM then leaves it so.
    SignalActions.heedHangup();
  }

  /**
   * A thread has come upon a fault of the program: an agent that watches no more must not look as
   * if it did, so it ends, and whoever started it may start it anew.
   */
  private void broken(Thread thread, Throwable fault, PrintStream err) {
    broken = true;
    log.error("a fault of the program, it ends", "thread", thread.getName(), "fault", fault);
    fault.printStackTrace(err);
    err.flush();
    end();
  }

  /** The agent's own thread. */
  private void keep(Agent agent, PrintStream err) {
    try {
      agent.run();
      if (options.cleanupOnExit()) {
        CleanUp.tell(agent.cleanup(), log);
      }
      orderly = true;
    } catch (InterruptedException e) {
      log.warn("ended in the middle of its work");
      orderly = true;
    } catch (KeeperException e) {
      log.error("could not clean up", "error", e.text());
    } finally {
      ending.countDown();
      err.flush();
    }
  }

  /** Of the mode that is kept, or of the one that the host may come to use. */
  private @Nullable RulesetFollower follow(Agent agent) {
    if (options.askedMode() == Mode.LEGACY) {
      return null;
    }
    RulesetFollower follower =
        new RulesetFollower(namespace, threadName, agent.seen()::concerns, agent::told, log);
    follower.start();
    return follower;
  }

  private @Nullable HostNetworkWatch watchHost() {
    try {
      HostNetworkWatch watch = HostNetworkWatch.open(namespace);
      Thread.ofPlatform().daemon().name("host-network").start(() -> watchHost(watch));
      return watch;
    } catch (KernelException e) {
      log.warn("no events of the network", "error", e.getMessage());
      return null;
    }
  }

  private void watchHost(HostNetworkWatch watch) {
    try {
      while (watch.await()) {
        wakeups.add(Wakeups.Reason.HOST);
      }
    } catch (KernelException e) {
      log.warn("events of the network ended", "error", e.getMessage());
    }
  }

  private @Nullable Listening listen(Agent agent, AgentMetrics metrics) {
    var address = options.listen();
    if (address == null) {
      return null;
    }
    // A keeper of its own: the agent's may wait for a lock while somebody asks.
    metrics
        .registry()
        .register(
            new KernelCounts(
                mode -> new Keeper(namespace, mode, options.keeping(), variables),
                agent.seen()::mode,
                namespace,
                agent.seen()::sets));
    return Listening.start(address, new AgentPages(agent.seen(), metrics.registry()), log);
  }

  private void await(Thread thread) throws InterruptedException {
    ending.await();
    thread.join(
        TimeUnit.SECONDS.toMillis(options.cleanupOnExit() ? SECONDS_TO_CLEAN_UP : SECONDS_TO_END));
    if (thread.isAlive()) {
      // A transaction is the kernel's once it is sent, so nothing is left half done.
      thread.interrupt();
      thread.join(TimeUnit.SECONDS.toMillis(1));
    }
  }
}
