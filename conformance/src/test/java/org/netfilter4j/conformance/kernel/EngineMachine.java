package org.netfilter4j.conformance.kernel;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.Environment;
import org.netfilter4j.command.Iptables;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.engine.Tracer;
import org.netfilter4j.engine.conntrack.ConnectionText;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.Problem;
import org.netfilter4j.xt.lower.Context.Owner;
import org.netfilter4j.xt.ruleset.MemoryBackend;
import org.netfilter4j.xt.set.SetNamespace;

/** Ours: scenarios run by the engine on a host that is described as the {@link Laboratory} is. */
final class EngineMachine implements Machine {
  private static final long START = 1_800_000_000L * 1_000_000_000L;
  private static final long STEP = 1_000_000;
  private static final Owner ROOT = new Owner(0, 0, List.of());

  private static final Network NETWORK =
      Network.builder()
          .link("eth0", "192.0.2.1/24", "2001:db8:1::1/64")
          .group(7)
          .link("eth1", "198.51.100.1/24", "2001:db8:2::1/64")
          .group(28)
          .route("0.0.0.0/0", "eth1", null)
          .route("::/0", "eth1", null)
          .forwarding()
          .sysctl("net.ipv4.icmp_ratelimit", "0")
          .build();

  @Override
  public Outcome run(Scenario scenario) {
    SetNamespace sets = EngineSets.of(scenario.sets());
    Ruleset rules = rules(scenario, sets);
    Engine engine = new Engine(Engine.Config.of(NETWORK, List.of(rules), sets));
    boolean whole = engine.tracks(scenario.family()) || scenario.rules().contains("-j TPROXY");
    List<List<Seen>> seen = new ArrayList<>();
    long now = START;
    for (Step step : scenario.steps()) {
      now += STEP;
      seen.add(offer(engine, step, whole, now));
    }
    TreeSet<String> state = new TreeSet<>();
    long end = now;
    engine.connections().entries(now).stream()
        .filter(c -> c.family() == scenario.family())
        .map(c -> KernelMachine.connection(ConnectionText.format(c, end)))
        .forEach(state::add);
    state.addAll(EngineSets.elements(sets, now));
    return new Outcome(seen, counters(engine.ruleset(scenario.family(), scenario.mode())), state);
  }

  private static List<Seen> offer(Engine engine, Step step, boolean whole, long now) {
    Packet packet = new Packet();
    byte[] bytes = step.bytes().clone(); // the engine rewrites packets in place
    int link = step.at() == Place.LOCAL ? 0 : 14;
    Problem problem = packet.wrap(bytes, link, bytes.length - link);
    if (problem != null) {
      return List.of();
    }
    Fate fate;
    if (step.at() == Place.LOCAL) {
      fate = engine.send(packet, ROOT, now, Tracer.NONE);
    } else {
      packet.setEthernet(bytes, 0, link);
      packet.setInInterface(step.at() == Place.ETH0 ? "eth0" : "eth1");
      fate = engine.receive(packet, now);
    }
    List<Seen> seen = new ArrayList<>();
    for (Engine.Emission emission : engine.emitted()) {
      if (emission.isAhead()) {
        see(emission.fate(), emission.packet(), seen);
      }
    }
    see(fate, packet.toBytes(), seen);
    for (Engine.Emission emission : engine.emitted()) {
      if (!emission.isAhead()) {
        see(emission.fate(), emission.packet(), seen);
      }
    }
    if (!whole
        && Packets.family(step.packet()) == Family.IPV6
        && Fragments.isFragment(step.packet())) {
      // Put together after INPUT, where the laboratory ends.
      seen.removeIf(s -> s.at() == Place.LOCAL);
    }
    // Nor does the laboratory tell of what connection tracking leaves as it is.
    seen.removeIf(s ->
        s.at() == Place.LOCAL
            && Packets.family(s.packet()) == Family.IPV6
            && Fragments.isFragment(s.packet()));
    // The wires are read one after the other.
    seen.sort(Comparator.comparing(Seen::at));
    return Fragments.joined(seen);
  }

  private static void see(Fate fate, byte[] packet, List<Seen> seen) {
    switch (fate) {
      case Fate.Sent sent ->
          seen.add(new Seen(sent.device().equals("eth0") ? Place.ETH0 : Place.ETH1, packet));
      case Fate.Delivered _ -> seen.add(new Seen(Place.LOCAL, packet));
      // No program listens to a queue.
      case Fate.Dropped _, Fate.Held _, Fate.Queued _ -> {}
      case Fate.Stolen _, Fate.Unknown _ ->
          throw new IllegalStateException("a fate that no scenario has: " + fate);
    }
  }

  private static SortedMap<String, String> counters(Ruleset ruleset) {
    SortedMap<String, String> counters = new TreeMap<>();
    for (Table table : ruleset.tables().values()) {
      for (Chain chain : table.chains().values()) {
        String name = table.name().word() + " " + chain.name() + " ";
        if (chain.isBuiltIn()) {
          counters.put(name + "policy", chain.counters().toString());
        }
        for (int i = 0; i < chain.rules().size(); i++) {
          counters.put(name + (i + 1), chain.rules().get(i).counters().toString());
        }
      }
    }
    return counters;
  }

  private static Ruleset rules(Scenario scenario, SetNamespace sets) {
    MemoryBackend backend = new MemoryBackend(scenario.mode());
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Environment environment =
        Environment.of(
            scenario.family() == Family.IPV4 ? "iptables" : "ip6tables",
            backend,
            SystemNames.ofMachine(),
            sets,
            InputStream.nullInputStream(),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8));
    String table = "";
    for (String line : scenario.rules().lines().toList()) {
      if (line.startsWith("*")) {
        table = line.substring(1);
        continue;
      }
      List<String> words = command(line, table);
      if (words != null && Iptables.run(words, environment) != 0) {
        throw new RefusedException(line + ": " + err.toString(StandardCharsets.UTF_8));
      }
    }
    return backend.read(scenario.family());
  }

  /** A line of a saved ruleset as a command. */
  private static @Nullable List<String> command(String line, String table) {
    List<String> words = new ArrayList<>(List.of("-t", table));
    if (line.startsWith(":")) {
      String[] parts = line.substring(1).split(" ", 3);
      words.addAll(
          parts[1].equals("-") ? List.of("-N", parts[0]) : List.of("-P", parts[0], parts[1]));
    } else if (line.startsWith("-A")) {
      words.addAll(Command.words(line));
    } else {
      return null;
    }
    return words;
  }
}
