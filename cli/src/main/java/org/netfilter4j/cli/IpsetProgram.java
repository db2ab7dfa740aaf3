package org.netfilter4j.cli;

import java.time.Clock;
import java.util.List;
import org.netfilter4j.command.ipset.Ipset;
import org.netfilter4j.command.ipset.IpsetEnvironment;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.xt.set.SetNamespace;

/** {@code ipset} on an embedded host. */
final class IpsetProgram {
  private IpsetProgram() {}

  static int run(Nf4j nf4j, EmbeddedHost host, List<String> words) {
    SetNamespace sets = host.sets();
    long before = sets.changes();
    int exit =
        Ipset.run(
            words,
            new IpsetEnvironment(
                sets, host.names(), nf4j.in(), nf4j.out(), nf4j.err(), Clock.systemUTC()));
    if (sets.changes() != before) {
      host.saveSets();
    }
    return exit;
  }
}
