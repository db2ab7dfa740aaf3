package org.netfilter4j.command.ipset;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.set.SetNamespace;

/**
 * All that {@code ipset} needs of the world.
 *
 * @param in standard input, for {@code restore}
 * @param clock by which elements time out
 */
public record IpsetEnvironment(
    SetNamespace sets, Names names, InputStream in, PrintStream out, PrintStream err, Clock clock) {

  /** Nanoseconds since 1970. */
  long now() {
    return now(clock);
  }

  static long now(Clock clock) {
    Instant instant = clock.instant();
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
