package org.netfilter4j.command.ipset;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.set.EmbeddedSets;
import org.netfilter4j.xt.set.SetNamespace;
import org.netfilter4j.xt.set.SetStore;

/**
 * All that {@code ipset} needs of the world.
 *
 * @param in standard input, for {@code restore}
 */
public record IpsetEnvironment(
    SetStore sets, Names names, InputStream in, PrintStream out, PrintStream err) {

  /**
   * The world of an embedded host.
   *
   * @param clock by which elements time out
   */
  public IpsetEnvironment(
      SetNamespace sets,
      Names names,
      InputStream in,
      PrintStream out,
      PrintStream err,
      Clock clock) {
    this(new EmbeddedSets(sets, clock), names, in, out, err);
  }
}
