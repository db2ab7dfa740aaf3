package org.netfilter4j.conformance.kernel;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.command.ipset.Ipset;
import org.netfilter4j.command.ipset.IpsetEnvironment;
import org.netfilter4j.command.ipset.SetsFile;
import org.netfilter4j.xt.set.SetNamespace;

/** The laboratory's sets, as the engine has them. */
final class EngineSets {
  private static final SystemNames NAMES = SystemNames.ofMachine();

  private EngineSets() {}

  /** The sets that every laboratory has, with these elements ({@code add SET ELEMENT} lines). */
  static SetNamespace of(String lines) {
    StringBuilder text = new StringBuilder();
    Laboratory.SETS.forEach(set -> text.append("create ").append(set).append('\n'));
    text.append(lines);
    SetNamespace sets = new SetNamespace(() -> 7);
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        Ipset.run(
            List.of("restore"),
            new IpsetEnvironment(
                sets,
                NAMES,
                new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)),
                new PrintStream(PrintStream.nullOutputStream()),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Clock.systemUTC()));
    if (exit != 0) {
      throw new IllegalStateException(err.toString(StandardCharsets.UTF_8));
    }
    return sets;
  }

  /** The elements of all sets, as {@code ipset save} prints them. */
  static List<String> elements(SetNamespace sets, long now) {
    StringBuilder text = new StringBuilder();
    Instant time = Instant.ofEpochSecond(now / 1_000_000_000L, now % 1_000_000_000L);
    try {
      SetsFile.write(text, sets, NAMES, Clock.fixed(time, ZoneOffset.UTC));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString()
        .lines()
        .filter(line -> line.startsWith("add "))
        .map(KernelMachine::element)
        .toList();
  }
}
