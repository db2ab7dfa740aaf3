package org.netfilter4j.command.monitor;

import java.util.List;
import org.netfilter4j.model.watch.Families;

/** The hooks of each protocol family as nft(8) calls them. */
final class HookWords {
  private static final List<String> INTERNET =
      List.of("prerouting", "input", "forward", "output", "postrouting");
  private static final List<String> ARP = List.of("input", "output", "forward");
  private static final List<String> NETDEV = List.of("ingress", "egress");

  private HookWords() {}

  static String of(int family, int hook) {
    List<String> words =
        switch (family) {
          case Families.INET, Families.IPV4, Families.IPV6, Families.BRIDGE -> INTERNET;
          case Families.ARP -> ARP;
          case Families.NETDEV -> NETDEV;
          default -> List.of();
        };
    return hook >= 0 && hook < words.size() ? words.get(hook) : "unknown";
  }
}
