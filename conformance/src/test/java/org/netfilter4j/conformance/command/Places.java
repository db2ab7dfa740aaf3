package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Extension;

/** Where an extension's rules are put: the words before {@code -m} or {@code -j}. */
final class Places {
  private Places() {}

  /** The beginnings of lines, for each family that the extension exists for. */
  static List<List<String>> of(Extension extension) {
    List<List<String>> places = new ArrayList<>();
    for (Family family : Family.values()) {
      if (extension.families().contains(family)) {
        places.addAll(of(extension, family));
      }
    }
    return places;
  }

  /** The lines that both sides run before: they make what the extension's samples name. */
  static List<String> before(Extension extension) {
    String estimator = "iptables -t mangle -A OUTPUT -j RATEEST --rateest-name ";
    String measure = " --rateest-interval 1s --rateest-ewmalog 4s";
    return extension.name().equals("rateest")
        ? List.of(estimator + "a" + measure, estimator + "x".repeat(15) + measure)
        : List.of();
  }

  /** The beginnings of lines for one family. */
  static List<List<String>> of(Extension extension, Family family) {
    String program = family == Family.IPV4 ? "iptables" : "ip6tables";
    return words(extension.name(), family).stream()
        .map(words -> ListingJudge.line(program + " " + words))
        .toList();
  }

  /** An option that the extension demands by a check of its own, or "". */
  static String demanded(String name) {
    return name.equals("policy") ? "dir" : "";
  }

  private static List<String> words(String name, Family family) {
    String icmp = family == Family.IPV4 ? "icmp" : "ipv6-icmp";
    return switch (name) {
      case "tcp" -> List.of("-A INPUT -p tcp");
      case "udp" -> List.of("-A INPUT -p udp");
      case "icmp", "icmp6" -> List.of("-A INPUT -p " + icmp);
      case "multiport" -> List.of("-A INPUT -p tcp", "-A INPUT -p udp");
      case "ah" -> List.of("-A INPUT" + (family == Family.IPV4 ? " -p ah" : ""), "-A OUTPUT -p 51");
      case "esp" -> List.of("-A INPUT -p esp", "-A FORWARD");
      case "ipcomp" -> List.of("-A INPUT -p 108", "-A FORWARD -p esp");
      case "ecn", "tcpmss" -> List.of("-A INPUT -p tcp", "-A FORWARD");
      case "DSCP", "TOS", "TTL", "HL" -> List.of("-t mangle -A INPUT", "-A FORWARD");
      case "ECN" -> List.of("-t mangle -A INPUT -p tcp", "-t mangle -A OUTPUT");
      case "TCPOPTSTRIP" -> List.of("-t mangle -A FORWARD -p tcp", "-t mangle -A OUTPUT");
      case "CLASSIFY" -> List.of("-t mangle -A POSTROUTING", "-A OUTPUT", "-A INPUT");
      case "sctp", "dccp" -> List.of("-A INPUT -p " + name, "-A OUTPUT -p " + name);
      case "mh" -> List.of("-A FORWARD -p mh");
      case "frag", "hbh", "dst", "rt", "ipv6header", "srh" -> List.of("-A FORWARD");
      case "eui64" -> List.of("-A FORWARD", "-t raw -A PREROUTING");
      case "NETMAP" -> List.of("-t nat -A PREROUTING", "-t nat -A POSTROUTING -p tcp");
      case "SNPT" -> List.of("-t mangle -A POSTROUTING", "-t mangle -A INPUT");
      case "DNPT" -> List.of("-t mangle -A PREROUTING", "-t mangle -A OUTPUT");
      case "CHECKSUM" -> List.of("-t mangle -A OUTPUT -p udp", "-t mangle -A POSTROUTING");
      case "owner" -> List.of("-A OUTPUT");
      case "cgroup" -> List.of("-A OUTPUT", "-t mangle -A POSTROUTING", "-A FORWARD");
      case "socket" -> List.of("-t mangle -A PREROUTING", "-A INPUT", "-A OUTPUT");
      case "osf" -> List.of("-A INPUT -p tcp", "-A FORWARD -p 6", "-A OUTPUT -p tcp", "-A INPUT");
      case "TRACE" -> List.of("-t raw -A PREROUTING", "-A INPUT", "-t mangle -A FORWARD -p tcp");
      case "SECMARK", "CONNSECMARK" ->
          List.of("-t mangle -A OUTPUT", "-t security -A INPUT", "-A INPUT");
      case "SYNPROXY" -> List.of("-A INPUT -p tcp", "-t mangle -A FORWARD -p 6", "-A FORWARD");
      case "CLUSTERIP" -> List.of("-A INPUT -d 10.0.0.1 -i eth0");
      case "HMARK" -> List.of("-t mangle -A OUTPUT", "-t mangle -A FORWARD -p tcp");
      case "physdev" -> List.of("-A FORWARD");
      case "devgroup" -> List.of("-A FORWARD", "-A OUTPUT");
      case "policy" -> List.of("-A FORWARD", "-A INPUT -p tcp");
      case "rpfilter" -> List.of("-t mangle -A PREROUTING", "-t raw -A PREROUTING -p tcp");
      case "mac" -> List.of("-A FORWARD");
      case "REJECT" -> List.of("-A INPUT -p tcp", "-A FORWARD");
      case "DNAT" -> List.of("-t nat -A PREROUTING -p tcp", "-t nat -A OUTPUT");
      case "SNAT" -> List.of("-t nat -A POSTROUTING -p tcp", "-t nat -A INPUT");
      case "MASQUERADE" -> List.of("-t nat -A POSTROUTING -p tcp", "-t nat -A POSTROUTING");
      case "REDIRECT" -> List.of("-t nat -A PREROUTING -p tcp", "-t nat -A OUTPUT");
      case "NOTRACK", "CT" -> List.of("-t raw -A PREROUTING -p tcp", "-t raw -A OUTPUT");
      case "TPROXY" -> List.of("-t mangle -A PREROUTING -p tcp");
      case "TCPMSS" -> List.of("-t mangle -A FORWARD -p tcp --syn", "-A OUTPUT -p tcp");
      case "MARK", "CONNMARK" -> List.of("-t mangle -A OUTPUT");
      default -> List.of("-A INPUT", "-A FORWARD -p tcp");
    };
  }
}
