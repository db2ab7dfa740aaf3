package org.netfilter4j.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.model.Mode;

/**
 * Random events for as long as it is told ({@code -Dnf4j.agent.chaos.seconds}, by {@code
 * -Dnf4j.agent.chaos.seed}), each judged by the C tools: the agent's rules are right again in time
 * or it says what is wrong, no rule of another program is lost, and of the packets that are sent
 * all the while none finds the open port closed, and none the closed port open unless another
 * program has flushed the rules.
 */
@Timeout(3600)
class AgentChaosTest {
  private static final Duration RUN =
      Duration.ofSeconds(Long.getLong("nf4j.agent.chaos.seconds", 20));
  private static final long SEED = Long.getLong("nf4j.agent.chaos.seed", 20261123);

  /** How soon after an event all must be right again. */
  private static final Duration SOON =
      Duration.ofMillis(Long.getLong("nf4j.agent.chaos.soon", 2000));

  private enum Event {
    WRITE,
    WRITE_TWICE,
    SPOIL,
    REMOVE_FILE,
    REMOVE_DIRECTORY,
    FLUSH_CHAIN,
    FLUSH_TABLE,
    RESTORE_OTHER,
    FLUSH_RULESET,
    FLUSH_SET,
    DESTROY_SET,
    OTHER_ADDS,
    OTHER_REMOVES,
    LOCK,
    KILL,
    KILL_WHILE_WRITING,
    END,
    HANGUP
  }

  private Mode mode = Mode.NFT;
  private Random random = new Random();
  private Namespace host;
  private Path rules;
  private ChaosRules wanted;
  private RunningAgent agent;
  private ProbeTraffic traffic;

  /** The rules of other programs in INPUT and OTHERS, in the order of the chain. */
  private final List<String> othersInput = new ArrayList<>();

  private int othersMade;
  private long insertedAt = System.nanoTime();
  private final Map<Event, List<Long>> times = new EnumMap<>(Event.class);
  private int packets;

  /** Whether the event lets the closed port be open for a while. */
  private boolean mayLeak;

  /** Whether the event lets the open port be closed for a while. */
  private boolean mayMiss;

  @ParameterizedTest
  @EnumSource(Mode.class)
  void itIsRightAfterEachEvent(Mode each) throws IOException {
    Oracle.require("iptables-nft", "iptables-legacy", "ipset", "nft", "flock", "ping");
    mode = each;
    random = new Random(SEED);
    System.out.println(
        "agent chaos, " + mode.word() + ": seed " + SEED + ", " + RUN.toSeconds() + " s");
    try (Namespace opened = Namespace.open();
        Namespace client = Namespace.open()) {
      host = opened;
      rules = Files.createDirectory(host.directory().resolve("rules"));
      wanted = new ChaosRules(rules, host, mode);
      wanted.write(random);
      start();
      try (ProbeTraffic running =
          new ProbeTraffic(host, client, ChaosRules.OPEN, ChaosRules.CLOSED)) {
        traffic = running;
        judge("start", Duration.ofSeconds(20));
        long end = System.nanoTime() + RUN.toNanos();
        while (System.nanoTime() - end < 0) {
          event(Event.values()[random.nextInt(Event.values().length)]);
        }
        assertThat(agent.end()).as("exit code\n%s", tail()).isZero();
      } finally {
        agent.close();
      }
    }
    tell();
  }

  private void start() {
    agent =
        RunningAgent.start(
            host,
            Map.of(),
            List.of(
                "--rules",
                rules.toString(),
                "--mode",
                mode.word(),
                "--log-level",
                "debug",
                // So many are no fight here but the test.
                "--repairs-per-minute",
                "1000"));
  }

  private String tail() {
    List<String> log = agent.log();
    return String.join("\n", log.subList(Math.max(0, log.size() - 40), log.size()));
  }

  /** Waits until the kernel is as wanted; gives the milliseconds. */
  private long judge(String what, Duration most) {
    long begin = System.nanoTime();
    String difference = wanted.difference();
    while (!difference.isEmpty()) {
      if (System.nanoTime() - begin > most.toNanos()) {
        throw new AssertionError(
            what + ": not right after " + most.toMillis() + " ms: " + difference + "\n" + tail());
      }
      RunningAgent.pause(20);
      difference = wanted.difference();
    }
    return (System.nanoTime() - begin) / 1_000_000;
  }

  private void event(Event event) throws IOException {
    if (event == Event.FLUSH_RULESET && mode == Mode.LEGACY) {
      return;
    }
    if (Boolean.getBoolean("nf4j.agent.chaos.verbose")) {
      System.out.println(event + " at version " + wanted.version());
    }
    int before = traffic.next();
    mayLeak = false;
    mayMiss = false;
    long took = happen(event);
    times.computeIfAbsent(event, _ -> new ArrayList<>()).add(took);
    checkOthers(event);
    checkPackets(event, before);
  }

  private long happen(Event event) throws IOException {
    return switch (event) {
      case WRITE -> {
        wanted.write(random);
        yield judge(event.name(), SOON);
      }
      case WRITE_TWICE -> {
        wanted.write(random);
        RunningAgent.pause(random.nextInt(150));
        wanted.write(random);
        yield judge(event.name(), SOON);
      }
      case SPOIL -> spoil();
      case REMOVE_FILE -> {
        wanted.removeExtra();
        yield judge(event.name(), SOON);
      }
      case REMOVE_DIRECTORY -> removeDirectory();
      case FLUSH_CHAIN -> {
        mayLeak = true;
        yield others("iptables-MODE -w -F CHAOS");
      }
      case FLUSH_TABLE -> {
        mayLeak = true;
        othersInput.clear();
        yield others("iptables-MODE -w -F; iptables-MODE -w -X");
      }
      case RESTORE_OTHER -> {
        mayLeak = true;
        othersInput.clear();
        othersInput.add("-s 10.8.0.1/32 -j OTHERS");
        yield others(
            "printf '*filter\\n:OTHERS - [0:0]\\n-A INPUT -s 10.8.0.1 -j OTHERS\\nCOMMIT\\n'"
                + " | iptables-MODE-restore -w");
      }
      case FLUSH_RULESET -> {
        mayLeak = true;
        othersInput.clear();
        yield others("nft flush ruleset");
      }
      case FLUSH_SET -> {
        mayMiss = true;
        yield others("ipset flush chaos-ports");
      }
      case DESTROY_SET -> {
        mayLeak = true;
        othersInput.clear();
        yield others("iptables-MODE -w -F; iptables-MODE -w -X; ipset destroy chaos-ports");
      }
      case OTHER_ADDS -> otherAdds();
      case OTHER_REMOVES -> otherRemoves();
      case LOCK -> lock();
      case KILL -> {
        agent.kill();
        if (random.nextBoolean()) {
          wanted.write(random);
        }
        yield restart(event);
      }
      case KILL_WHILE_WRITING -> {
        wanted.write(random);
        RunningAgent.pause(random.nextInt(300));
        agent.kill();
        yield restart(event);
      }
      case END -> {
        long begin = System.nanoTime();
        assertThat(agent.end()).as("exit code\n%s", tail()).isZero();
        assertThat(System.nanoTime() - begin).as("ends at once").isLessThan(3_000_000_000L);
        assertThat(wanted.difference()).as("rules after the end").isEmpty();
        yield restart(event);
      }
      case HANGUP -> {
        host.exec("kill", "-HUP", String.valueOf(agent.handle().pid())).orThrow("kill -HUP");
        yield judge(event.name(), SOON);
      }
    };
  }

  /** It is started without a cache of classes, and reads its files before the next event. */
  private long restart(Event event) {
    start();
    long took = judge(event.name(), SOON);
    assertThat(RunningAgent.await(SOON, agent::isReady))
        .as("ready after %s: %s\n%s", event, agent.page("/readyz"), tail())
        .isTrue();
    return Math.max(took, agent.age().toMillis());
  }

  /** Another program's commands, which may undo what the agent does. */
  private long others(String script) {
    host.shell().run(Command.script(script.replace("MODE", mode.word())));
    return judge(script, SOON);
  }

  private long otherAdds() {
    String rule = "-s 10.9." + othersMade / 250 % 250 + "." + othersMade % 250 + "/32 -j ACCEPT";
    othersMade++;
    // More often would be a fight for the first place, which the agent gives up for a while.
    if (random.nextBoolean() && System.nanoTime() - insertedAt > 15_000_000_000L) {
      insertedAt = System.nanoTime();
      othersInput.addFirst(rule);
      return others("iptables-MODE -w -I INPUT " + rule);
    }
    othersInput.add(rule);
    return others("iptables-MODE -w -A INPUT " + rule);
  }

  private long otherRemoves() {
    if (othersInput.isEmpty()) {
      return 0;
    }
    String rule = othersInput.remove(random.nextInt(othersInput.size()));
    return others("iptables-MODE -w -D INPUT " + rule);
  }

  /** The files are wrong: the agent says where, and what was good stays, also after a flush. */
  private long spoil() throws IOException {
    long begin = System.nanoTime();
    String place = wanted.spoil(random);
    assertThat(
            RunningAgent.await(
                SOON.plusSeconds(1),
                () -> {
                  String page = agent.page("/readyz");
                  return page.startsWith("503") && page.contains(place);
                }))
        .as("tells of %s: %s\n%s", place, agent.page("/readyz"), tail())
        .isTrue();
    final long took = (System.nanoTime() - begin) / 1_000_000;
    judge("with wrong files", SOON);
    if (random.nextBoolean()) {
      mayLeak = true;
      others("iptables-MODE -w -F CHAOS");
    }
    wanted.write(random);
    judge("with good files again", SOON);
    assertThat(RunningAgent.await(SOON, agent::isReady)).as("ready again\n%s", tail()).isTrue();
    return took;
  }

  private long removeDirectory() throws IOException {
    wanted.removeAll();
    RunningAgent.pause(random.nextInt(400));
    judge("without the directory", SOON);
    Files.createDirectory(rules);
    wanted.write(random);
    return judge("with the directory again", SOON);
  }

  /** Somebody holds the lock: the agent waits, and says so; in nft mode it needs none. */
  private long lock() throws IOException {
    Process holder =
        new ProcessBuilder(
                "flock", RunningAgent.lockFile(host).toString(), "sh", "-c", "echo; exec sleep 60")
            .start();
    try {
      holder.getInputStream().read();
      wanted.write(random);
      if (mode == Mode.NFT) {
        return judge("with a lock that it does not need", SOON);
      }
      assertThat(
              RunningAgent.await(
                  SOON, () -> agent.page("/readyz").contains("lock: another program holds")))
          .as("tells of the lock: %s\n%s", agent.page("/readyz"), tail())
          .isTrue();
    } finally {
      // flock(1) has a child that holds the lock too.
      holder.descendants().forEach(ProcessHandle::destroyForcibly);
      holder.destroyForcibly();
    }
    return judge("after the lock", SOON);
  }

  private void checkOthers(Event event) {
    List<String> found = new ArrayList<>();
    String listing =
        host.shell().run(Command.line("iptables-" + mode.word() + " -S INPUT")).stdout();
    for (String line : listing.split("\n", -1)) {
      if (line.startsWith("-A INPUT -s 10.")) {
        found.add(line.substring("-A INPUT ".length()));
      }
    }
    assertThat(found).as("others' rules after %s\n%s", event, tail()).isEqualTo(othersInput);
  }

  private void checkPackets(Event event, int before) {
    int after = traffic.next();
    if (!mayMiss) {
      RunningAgent.await(Duration.ofSeconds(2), () -> traffic.missing(before, after) == 0);
      assertThat(traffic.missing(before, after))
          .as("packets to the open port that were dropped by %s\n%s", event, tail())
          .isZero();
    }
    if (!mayLeak) {
      assertThat(traffic.leaked(before, after))
          .as("packets to the closed port that came through by %s\n%s", event, tail())
          .isZero();
    }
    packets += 2 * (after - before);
  }

  private void tell() {
    int events = 0;
    for (Map.Entry<Event, List<Long>> each : times.entrySet()) {
      List<Long> sorted = new ArrayList<>(each.getValue());
      Collections.sort(sorted);
      events += sorted.size();
      System.out.printf(
          Locale.ROOT,
          "  %-20s %4d times, right after %4d ms (median), %4d ms (most)%n",
          each.getKey(),
          sorted.size(),
          sorted.get(sorted.size() / 2),
          sorted.getLast());
    }
    System.out.printf(
        Locale.ROOT,
        "agent chaos, %s: %d events, %,d packets, %d versions%n",
        mode.word(),
        events,
        packets,
        wanted.version());
  }
}
