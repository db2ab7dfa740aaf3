package org.netfilter4j.host;

import java.io.PrintStream;
import org.netfilter4j.engine.route.InterfaceAddress;
import org.netfilter4j.engine.route.Link;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.engine.route.Route;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.xt.set.IpSet;

/** What is in a host, in a screenful. */
public final class HostSummary {
  private HostSummary() {}

  public static void print(EmbeddedHost host, PrintStream out) {
    Network network = host.network();
    out.println("host " + host.directory().root());
    for (Link link : network.links()) {
      StringBuilder line = new StringBuilder("  ").append(link.name());
      if (!link.up()) {
        line.append(" (down)");
      }
      for (InterfaceAddress address : link.addresses()) {
        line.append(' ').append(address.local()).append('/').append(address.prefixLength());
      }
      out.println(line);
    }
    for (Route route : network.routes()) {
      if (route.table() != Route.TABLE_LOCAL && route.destination().prefixLength() == 0) {
        out.println("  " + route);
      }
    }
    out.println(
        "  forwarding "
            + (network.sysctls().on("net.ipv4.ip_forward") ? "on" : "off")
            + " (IPv4), "
            + (network.sysctls().on("net.ipv6.conf.all.forwarding") ? "on" : "off")
            + " (IPv6)");
    for (Ruleset ruleset : host.rulesets()) {
      for (Table table : ruleset.tables().values()) {
        int rules = 0;
        for (Chain chain : table.chains().values()) {
          rules += chain.rules().size();
        }
        out.println(
            "  "
                + ruleset.mode().word()
                + " "
                + ruleset.family()
                + " "
                + table.name().word()
                + ": "
                + table.chains().size()
                + " chains, "
                + rules
                + " rules");
      }
    }
    for (IpSet set : host.sets().sets()) {
      out.println("  set " + set.name() + " " + set.type().name());
    }
    out.println("  at equal priority " + host.order().getFirst().word() + " runs first");
  }
}
