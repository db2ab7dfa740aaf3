package org.netfilter4j.bench;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.netfilter4j.command.Environment;
import org.netfilter4j.command.Iptables;
import org.netfilter4j.command.IptablesRestore;
import org.netfilter4j.command.IptablesSave;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.ruleset.MemoryBackend;
import org.netfilter4j.xt.set.SetNamespace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Restoring, saving, listing and loading rulesets by their size: each should grow linearly. */
@State(Scope.Thread)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(1)
public class RulesetBenchmark {
  @Param({"1000", "10000", "100000"})
  private int rules;

  @Param({"NFT", "LEGACY"})
  private Mode mode = Mode.NFT;

  private byte[] text = new byte[0];
  private MemoryBackend backend = new MemoryBackend(Mode.NFT);

  /** Writes the text and restores it once. */
  @Setup
  public void prepare() {
    text = Saved.rules(rules).getBytes(StandardCharsets.UTF_8);
    backend = new MemoryBackend(mode);
    restoreInto(backend);
  }

  private void restoreInto(MemoryBackend into) {
    check(IptablesRestore.run(List.of(), environment(into, new ByteArrayInputStream(text))));
  }

  private static Environment environment(MemoryBackend of, InputStream in) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return Environment.of(
        "iptables", of, SystemNames.ofMachine(), new SetNamespace(), in, nowhere, System.err);
  }

  private static int check(int exit) {
    if (exit != 0) {
      throw new IllegalStateException("exit code " + exit);
    }
    return exit;
  }

  /** {@code iptables-restore} into an empty host. */
  @Benchmark
  public MemoryBackend restore() {
    MemoryBackend empty = new MemoryBackend(mode);
    restoreInto(empty);
    return empty;
  }

  /** {@code iptables-save}. */
  @Benchmark
  public int save() {
    return check(IptablesSave.run(List.of(), environment(backend, InputStream.nullInputStream())));
  }

  /** {@code iptables -L -n -v}. */
  @Benchmark
  public int list() {
    return check(
        Iptables.run(
            List.of("-L", "-n", "-v"), environment(backend, InputStream.nullInputStream())));
  }

  /** {@code iptables -A} to a host that has the rules already. */
  @Benchmark
  public int append() {
    return check(
        Iptables.run(
            List.of("-A", "LIST", "-s", "192.0.2.1", "-j", "DROP"),
            environment(backend, InputStream.nullInputStream())));
  }

  /** Making the rules ready for packets. */
  @Benchmark
  public Engine load() {
    return new Engine(
        Engine.Config.of(
            Network.builder().link("eth0", "192.0.2.1/24").build(),
            List.of(backend.read(Family.IPV4)),
            new SetNamespace()));
  }
}
