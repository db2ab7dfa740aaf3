package org.netfilter4j.conformance.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.netfilter4j.command.Environment;
import org.netfilter4j.command.Iptables;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.engine.Tracer;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.lower.Context.Owner;
import org.netfilter4j.xt.ruleset.MemoryBackend;
import org.netfilter4j.xt.set.SetNamespace;

/**
 * The time match says of this moment what the kernel says of it. Ends of the generated times keep
 * away from the present; what they do at their ends the unit test knows.
 */
class TimeAgainstKernelTest {
  private static final int RULES = 400;
  private static final Pattern HIT = Pattern.compile("\\[(\\d):\\d+] -A OUTPUT .*");

  private final SplittableRandom random = new SplittableRandom(20261123);

  @Test
  void meansTheSameMoments() {
    Oracle.require("iptables-legacy", "ping");
    try (Namespace namespace = Namespace.open();
        Tally tally = new Tally("the time match at this moment")) {
      LocalDateTime now = LocalDateTime.ofInstant(Instant.now(), ZoneOffset.UTC);
      List<String> rules = new ArrayList<>();
      for (int i = 0; i < RULES; i++) {
        rules.add("-A OUTPUT -p icmp -m time " + options(now));
      }
      String file = "*filter\n" + String.join("\n", rules) + "\n-A OUTPUT -j DROP\nCOMMIT\n";
      namespace.shell().run(Command.of("iptables-legacy-restore").stdin(file)).orThrow("rules");
      // The ping is dropped after the rules have seen it.
      namespace.shell().run(Command.line("ping -n -c 1 -W 1 127.0.0.1"));
      List<String> judged =
          namespace
              .shell()
              .run(Command.line("iptables-legacy-save -c"))
              .stdout()
              .lines()
              .filter(line -> HIT.matcher(line).matches())
              .toList();
      List<Long> ours = ours(rules);
      assertThat(ours).contains(0L, 1L);
      for (int i = 0; i < RULES; i++) {
        tally.compare(rules.get(i), judged.get(i).charAt(1) != '0', ours.get(i) != 0);
      }
      tally.assertAgreement(RULES);
    }
  }

  private String options(LocalDateTime now) {
    StringBuilder text = new StringBuilder();
    if (random.nextInt(3) > 0) {
      int start = minute(now);
      int stop = minute(now);
      text.append(" --timestart ").append(time(start)).append(" --timestop ").append(time(stop));
      text.append(stop <= start && random.nextBoolean() ? " --contiguous" : "");
    }
    if (random.nextInt(3) == 0) {
      text.append(random.nextBoolean() ? " !" : "").append(" --weekdays ").append(days(7, 3));
    }
    if (random.nextInt(3) == 0) {
      text.append(random.nextBoolean() ? " !" : "").append(" --monthdays ").append(days(31, 12));
    }
    if (random.nextInt(3) == 0) {
      text.append(" --datestart ").append(now.toLocalDate().plusDays(random.nextInt(-4, 3)));
      text.append("T").append(time(minute(now)));
    }
    if (random.nextInt(3) == 0) {
      text.append(" --datestop ").append(now.toLocalDate().plusDays(random.nextInt(-2, 5)));
      text.append("T").append(time(minute(now)));
    }
    return (text + (random.nextInt(4) == 0 ? " --kerneltz" : "")).strip();
  }

  /** A minute of the day that is not about now. */
  private int minute(LocalDateTime now) {
    int present = now.getHour() * 60 + now.getMinute();
    return Math.floorMod(present + random.nextInt(3, 1437), 1440);
  }

  private static String time(int minute) {
    return "%02d:%02d".formatted(minute / 60, minute % 60);
  }

  private String days(int last, int count) {
    List<String> days = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      days.add(Integer.toString(random.nextInt(1, last + 1)));
    }
    return String.join(",", days);
  }

  /** How often each rule matched. */
  private static List<Long> ours(List<String> rules) {
    MemoryBackend backend = new MemoryBackend(Mode.LEGACY);
    SetNamespace sets = new SetNamespace();
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Environment environment =
        Environment.of(
            "iptables",
            backend,
            SystemNames.ofMachine(),
            sets,
            InputStream.nullInputStream(),
            nowhere,
            nowhere);
    for (String rule : rules) {
      if (Iptables.run(Command.words(rule), environment) != 0) {
        throw new IllegalStateException(rule);
      }
    }
    Network network = Network.builder().build();
    Engine engine = new Engine(Engine.Config.of(network, List.of(backend.read(Family.IPV4)), sets));
    Packet packet =
        PacketBuilder.of(Family.IPV4)
            .source("127.0.0.1")
            .destination("127.0.0.1")
            .ping(1, 1)
            .build();
    Instant now = Instant.now();
    engine.send(
        packet, Owner.KERNEL, now.getEpochSecond() * 1_000_000_000L + now.getNano(), Tracer.NONE);
    return engine
        .ruleset(Family.IPV4, Mode.LEGACY)
        .tables()
        .get(TableName.FILTER)
        .chains()
        .get("OUTPUT")
        .rules()
        .stream()
        .map(entry -> entry.counters().packets())
        .toList();
  }
}
