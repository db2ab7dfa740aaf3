package org.netfilter4j.bench;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.command.ipset.Ipset;
import org.netfilter4j.command.ipset.IpsetEnvironment;
import org.netfilter4j.xt.set.SetNamespace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Restoring and saving a set by its size: both should grow linearly; testing should not grow. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(1)
public class SetBenchmark {
  @Param({"1000", "10000", "100000"})
  private int elements;

  private byte[] text = new byte[0];
  private SetNamespace sets = new SetNamespace();

  /** Writes the text and restores it once. */
  @Setup
  public void prepare() {
    text = Saved.set(elements).getBytes(StandardCharsets.UTF_8);
    sets = restore();
  }

  private static void run(SetNamespace of, InputStream in, String... words) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    IpsetEnvironment environment =
        new IpsetEnvironment(
            of, SystemNames.ofMachine(), in, nowhere, System.err, Clock.systemUTC());
    int exit = Ipset.run(List.of(words), environment);
    if (exit != 0) {
      throw new IllegalStateException("exit code " + exit);
    }
  }

  /** {@code ipset restore} into an empty host. */
  @Benchmark
  public SetNamespace restore() {
    SetNamespace empty = new SetNamespace();
    run(empty, new ByteArrayInputStream(text), "restore");
    return empty;
  }

  /** {@code ipset save}. */
  @Benchmark
  public SetNamespace save() {
    run(sets, InputStream.nullInputStream(), "save");
    return sets;
  }

  /** {@code ipset test}. */
  @Benchmark
  public SetNamespace test() {
    run(sets, InputStream.nullInputStream(), "test", "list", Saved.address(elements / 2));
    return sets;
  }
}
