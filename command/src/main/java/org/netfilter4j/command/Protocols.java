package org.netfilter4j.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;

/** Protocols as {@code -p} reads them and the listings write them (xtables_chain_protos). */
final class Protocols {
  /** The names that are known without /etc/protocols. */
  static final List<String> OWN_NAMES =
      List.of("tcp", "udp", "icmp", "ipv6-icmp", "sctp", "udplite", "esp", "ah", "mh", "all");

  private Protocols() {}

  /** The number of a word, which is in lower case already. */
  static int parse(String word, Names names) {
    long number = Numbers.parse(word, 0, 255);
    if (number >= 0) {
      return (int) number;
    }
    if (word.equals("all")) {
      return 0;
    }
    var named = names.protocol(word);
    if (named.isPresent()) {
      return named.getAsInt();
    }
    int known = known(word);
    if (known < 0) {
      throw Rejected.parameter("unknown protocol \"" + word + "\" specified");
    }
    return known;
  }

  private static int known(String word) {
    return switch (word) {
      case "tcp" -> 6;
      case "sctp" -> 132;
      case "udp" -> 17;
      case "udplite" -> 136;
      case "icmp" -> 1;
      case "icmpv6", "ipv6-icmp" -> 58;
      case "esp" -> 50;
      case "ah" -> 51;
      case "ipv6-mh", "mh" -> 135;
      default -> -1;
    };
  }

  /** The name that iptables itself gives a number, or null. */
  static @Nullable String ownName(int number) {
    return switch (number) {
      case 6 -> "tcp";
      case 132 -> "sctp";
      case 17 -> "udp";
      case 136 -> "udplite";
      case 1 -> "icmp";
      case 58 -> "icmpv6";
      case 50 -> "esp";
      case 51 -> "ah";
      case 135 -> "ipv6-mh";
      case 0 -> "all";
      default -> null;
    };
  }

  /** The name in /etc/protocols, else iptables' own, else null (proto_to_name). */
  static @Nullable String name(int number, Names names) {
    String found = number == 0 ? null : names.protocolName(number);
    return found == null ? ownName(number) : found;
  }
}
