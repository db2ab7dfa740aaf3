package org.netfilter4j.diagnose;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.Environment;
import org.netfilter4j.command.Iptables;
import org.netfilter4j.engine.Assume;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.engine.TraceEvent;
import org.netfilter4j.engine.Tracer;
import org.netfilter4j.engine.conntrack.ConnectionEntry;
import org.netfilter4j.engine.conntrack.ConnectionText;
import org.netfilter4j.engine.conntrack.ConnectionTextException;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.engine.route.Sysctls;
import org.netfilter4j.host.HostDirectory;
import org.netfilter4j.host.HostException;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.ruleset.MemoryBackend;

/**
 * A copy of a host on which things are tried. Each change gives another copy; the host itself is
 * never changed.
 *
 * @param connections the connections that were there, as text
 * @param directory where all comes from, for messages
 * @param now nanoseconds since 1970
 */
record Laboratory(
    Engine.Config config,
    Names names,
    @Nullable String connections,
    HostDirectory directory,
    long now) {

  /** What happened to a packet. */
  record Trial(List<TraceEvent> events, Fate fate) {}

  /** Sends the packet, from a state where nothing else was sent. */
  Trial run(Question question) {
    Engine engine = directory.engine(config);
    if (connections != null) {
      read(engine, connections);
    }
    establish(question, engine);
    Tracer.Recorder recorder = new Tracer.Recorder();
    Packet packet = question.packet();
    Fate fate =
        question.in() == null
            ? engine.send(packet, question.owner(), now, recorder)
            : engine.receive(packet, now, recorder);
    return new Trial(recorder.events(), fate);
  }

  Laboratory assuming(Assume assume) {
    return new Laboratory(
        new Engine.Config(
            config.network(),
            config.rulesets(),
            config.sets(),
            config.order(),
            config.seed(),
            assume),
        names,
        connections,
        directory,
        now);
  }

  Ruleset ruleset(Mode mode, Family family) {
    for (Ruleset ruleset : config.rulesets()) {
      if (ruleset.mode() == mode && ruleset.family() == family) {
        return ruleset;
      }
    }
    return Ruleset.empty(family, mode);
  }

  /** After a command of {@code iptables}; null where it would fail. */
  @Nullable Laboratory command(Mode mode, Family family, List<String> words) {
    MemoryBackend backend =
        new MemoryBackend(ruleset(mode, Family.IPV4), ruleset(mode, Family.IPV6));
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Environment environment =
        Environment.of(
            family == Family.IPV4 ? "iptables" : "ip6tables",
            backend,
            names,
            config.sets(),
            new ByteArrayInputStream(new byte[0]),
            nowhere,
            nowhere);
    if (Iptables.run(words, environment) != 0) {
      return null;
    }
    List<Ruleset> rulesets = new ArrayList<>();
    for (Ruleset ruleset : config.rulesets()) {
      if (ruleset.mode() != mode || ruleset.family() != family) {
        rulesets.add(ruleset);
      }
    }
    rulesets.add(backend.read(family));
    return with(config.network(), rulesets);
  }

  /** After a setting was changed; forwarding for all interfaces is each interface's too. */
  Laboratory sysctl(String name, String value) {
    Network network = config.network();
    Sysctls sysctls = network.sysctls().with(name, value);
    String each =
        switch (name) {
          case "net.ipv4.ip_forward" -> "net.ipv4.conf.";
          case "net.ipv6.conf.all.forwarding" -> "net.ipv6.conf.";
          default -> null;
        };
    if (each != null) {
      for (String other : network.sysctls().values().keySet()) {
        if (other.startsWith(each) && other.endsWith(".forwarding")) {
          sysctls = sysctls.with(other, value);
        }
      }
    }
    return with(
        new Network(network.links(), network.routes(), network.rules(), sysctls),
        config.rulesets());
  }

  private Laboratory with(Network network, List<Ruleset> rulesets) {
    return new Laboratory(
        new Engine.Config(
            network, rulesets, config.sets(), config.order(), config.seed(), config.assume()),
        names,
        connections,
        directory,
        now);
  }

  /** Puts the connection into the table that the packet is said to belong to. */
  private void establish(Question question, Engine engine) {
    switch (question.state()) {
      case AS_IS -> {
        // The host's own connections are all there is.
      }
      case ESTABLISHED -> {
        // A first packet that is let through binds the connection's translation as it would in
        // life.
        if (FateText.passed(first(question, engine))) {
          answer(engine);
        } else {
          read(engine, line(question.packet(), false) + "\n");
        }
      }
      case RELATED -> {
        read(engine, line(question.packet(), true) + "\n");
        for (ConnectionEntry entry : engine.connections().entries(now)) {
          if (!entry.has(FlowStatus.SEEN_REPLY)) {
            entry.addStatus(FlowStatus.EXPECTED);
          }
        }
      }
    }
  }

  private void read(Engine engine, String text) {
    try {
      ConnectionText.read(engine.connections(), text, now);
    } catch (ConnectionTextException e) {
      throw new HostException(directory.connections() + ": " + e.getMessage());
    }
  }

  private Fate first(Question question, Engine engine) {
    Packet packet = question.first();
    return question.in() == null
        ? engine.send(packet, question.owner(), now, Tracer.NONE)
        : engine.receive(packet, now, Tracer.NONE);
  }

  /** Marks all connections as seen from both sides. */
  private void answer(Engine engine) {
    List<String> lines = new ArrayList<>();
    ConnectionText.format(engine.connections(), now)
        .lines()
        .forEach(
            line -> lines.add(line.replace(" [UNREPLIED]", "").replace("SYN_SENT", "ESTABLISHED")));
    engine.connections().clear();
    read(engine, String.join("\n", lines) + "\n");
  }

  private static String line(Packet packet, boolean related) {
    boolean ports = packet.has(Field.Header.DESTINATION_PORT);
    long sport = packet.number(Field.Header.SOURCE_PORT);
    long dport = packet.number(Field.Header.DESTINATION_PORT);
    String src = packet.source().toString();
    String dst = packet.destination().toString();
    String family = packet.family() == Family.IPV4 ? "ipv4     2 " : "ipv6     10 ";
    String state = packet.protocol() == 6 ? "ESTABLISHED " : "";
    String forward;
    String back;
    if (packet.has(Field.Header.ICMP_TYPE)) {
      long type = packet.number(Field.Header.ICMP_TYPE);
      long reply = packet.family() == Family.IPV4 ? 0 : 129;
      forward = " type=" + type + " code=0 id=" + packet.icmpId();
      back = " type=" + reply + " code=0 id=" + packet.icmpId();
    } else {
      forward = ports ? " sport=" + sport + " dport=" + dport : "";
      back = ports ? " sport=" + dport + " dport=" + sport : "";
    }
    return family
        + FieldText.protocol(packet.protocol())
        + "      "
        + packet.protocol()
        + " 300 "
        + state
        + "src="
        + src
        + " dst="
        + dst
        + forward
        + (related ? " [UNREPLIED]" : "")
        + " src="
        + dst
        + " dst="
        + src
        + back
        + (related ? "" : " [ASSURED]")
        + " mark=0 use=1";
  }
}
