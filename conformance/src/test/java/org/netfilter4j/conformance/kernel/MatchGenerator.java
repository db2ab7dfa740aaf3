package org.netfilter4j.conformance.kernel;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;

/**
 * The conditions of a rule, in the words of {@code iptables-restore}: the selector and up to three
 * matches that are allowed at the rule's hooks. Nothing in them depends on the clock or on chance.
 */
final class MatchGenerator {
  private static final Set<Hook> WITH_INPUT = EnumSet.of(Hook.PREROUTING, Hook.INPUT, Hook.FORWARD);
  private static final Set<Hook> WITH_OUTPUT =
      EnumSet.of(Hook.FORWARD, Hook.OUTPUT, Hook.POSTROUTING);

  private final Dice dice;
  private final World world;
  private final boolean v4;
  private final boolean conntrack;
  private final ContentMatches content;
  private final HeaderFields headers;
  private final HeaderMatches rareHeaders;
  private final StatefulMatches stateful;

  /**
   * @param conntrack whether matches that need connection tracking may stand in the rules
   */
  MatchGenerator(Dice dice, Family family, boolean conntrack) {
    this.dice = dice;
    this.world = World.of(family);
    this.v4 = family == Family.IPV4;
    this.conntrack = conntrack;
    this.content = new ContentMatches(dice, world, conntrack);
    this.headers = new HeaderFields(dice, v4);
    this.rareHeaders = new HeaderMatches(dice, v4);
    this.stateful = new StatefulMatches(dice, v4, conntrack);
  }

  /** The start of a rule, and the protocol that it names without {@code !}, or "". */
  record Conditions(String text, String protocol) {}

  /**
   * Conditions for a rule.
   *
   * @param hooks those that reach the rule
   * @param need a protocol that the target requires, or ""
   */
  Conditions conditions(Set<Hook> hooks, boolean builtIn, String need) {
    List<String> words = new ArrayList<>();
    if (dice.chance(22)) {
      words.add(dice.not(25) + "-s " + world.anyBlock(dice));
    }
    if (dice.chance(22)) {
      words.add(dice.not(25) + "-d " + world.anyBlock(dice));
    }
    if (dice.chance(14) && (!builtIn || WITH_INPUT.containsAll(hooks))) {
      words.add(dice.not(25) + "-i " + dice.pick("eth0", "eth1", "eth+", "lo", "e+", "+"));
    }
    if (dice.chance(14) && (!builtIn || WITH_OUTPUT.containsAll(hooks))) {
      words.add(dice.not(25) + "-o " + dice.pick("eth0", "eth1", "eth+", "lo", "wlan0"));
    }
    if (v4 && dice.chance(5)) {
      words.add(dice.not(40) + "-f");
    }
    String protocol = need;
    if (protocol.isEmpty() && dice.chance(45)) {
      protocol = dice.pick("tcp", "tcp", "tcp", "udp", "udp", v4 ? "icmp" : "ipv6-icmp");
    }
    if (!protocol.isEmpty()) {
      words.add("-p " + protocol);
      if (dice.chance(60)) {
        words.add(transport(protocol));
      }
    } else if (dice.chance(6)) {
      words.add(headers.withProtocol());
    } else if (dice.chance(10)) {
      words.add(dice.pick("! -p tcp", "! -p udp", "-p 132", "-p 47", "! -p 1", "-p 50"));
    } else if (dice.chance(8)) {
      words.add(rareHeaders.protocol());
    }
    int matches =
        dice.chance(words.size() > 1 ? 65 : 35) ? 0 : dice.chance(70) ? 1 : dice.number(2, 3);
    for (int i = 0; i < matches; i++) {
      String match = match(hooks, protocol);
      // A second --mark in one rule would be refused.
      if (!match.contains("--mark ") || words.stream().noneMatch(w -> w.contains("--mark "))) {
        words.add(match);
      }
    }
    words.removeIf(String::isEmpty);
    return new Conditions(String.join(" ", words), protocol);
  }

  private String transport(String protocol) {
    return switch (protocol) {
      case "tcp" -> tcp();
      case "udp" -> ports("udp");
      default -> icmp();
    };
  }

  private String tcp() {
    if (dice.chance(65)) {
      return ports("tcp");
    }
    return "-m tcp "
        + dice.pick(
            dice.not(30) + "--syn",
            dice.not(30) + "--tcp-flags FIN,SYN,RST,ACK SYN",
            dice.not(30) + "--tcp-flags ALL NONE",
            dice.not(30) + "--tcp-flags ALL FIN,PSH,URG",
            dice.not(30) + "--tcp-flags SYN,ACK SYN,ACK",
            dice.not(30) + "--tcp-flags ACK ACK",
            dice.not(30) + "--tcp-option 2",
            dice.not(30) + "--tcp-option 8");
  }

  private String ports(String protocol) {
    StringBuilder text = new StringBuilder("-m " + protocol);
    if (dice.chance(30)) {
      text.append(' ').append(dice.not(25)).append("--sport ").append(portRange());
    }
    if (dice.chance(75)) {
      text.append(' ').append(dice.not(25)).append("--dport ").append(portRange());
    }
    return text.length() > 6 ? text.toString() : "";
  }

  private String portRange() {
    int low = World.port(dice);
    return switch (dice.number(0, 9)) {
      case 0 -> low + ":";
      case 1 -> ":" + low;
      case 2, 3 -> low + ":" + (low + dice.number(0, 500));
      case 4 -> "0:65535";
      default -> Integer.toString(low);
    };
  }

  private String icmp() {
    if (v4) {
      return "-m icmp "
          + dice.not(20)
          + "--icmp-type "
          + dice.pick("8", "0", "3", "3/3", "any", "11", "echo-request", "3/1", "time-exceeded");
    }
    return "-m icmp6 "
        + dice.not(20)
        + "--icmpv6-type "
        + dice.pick("128", "129", "1", "1/4", "3", "echo-request", "1/3");
  }

  private String match(Set<Hook> hooks, String protocol) {
    if (dice.chance(15)) {
      return content.match(hooks);
    }
    if (dice.chance(14)) {
      return headers.match(protocol);
    }
    if (dice.chance(16)) {
      return stateful.match();
    }
    boolean ported = protocol.equals("tcp") || protocol.equals("udp");
    String ct = conntrack ? conntrack() : "";
    return switch (dice.number(0, 21)) {
      case 0, 1, 2, 3 -> ct;
      case 20, 21 -> rareHeaders.extension(hooks);
      case 4, 5 -> ported ? multiport() : "-m mark " + dice.not(25) + "--mark " + mark();
      case 6 -> "-m mark " + dice.not(25) + "--mark " + mark();
      case 7 -> conntrack ? "-m connmark " + dice.not(25) + "--mark " + mark() : "";
      case 8, 9 -> iprange();
      case 10, 12, 13 -> addrtype(hooks);
      case 11 -> WITH_INPUT.containsAll(hooks) ? mac() : "";
      case 14 ->
          "-m physdev "
              + dice.not(50)
              + dice.pick(
                  "--physdev-in eth0",
                  "--physdev-is-in",
                  "--physdev-is-bridged",
                  "--physdev-in eth0 ! --physdev-is-bridged");
      case 15 -> set();
      case 16 -> {
        int every = dice.number(2, 4);
        if (dice.chance(10)) {
          yield "-m statistic --mode random --probability " + dice.pick("0", "1");
        }
        yield "-m statistic --mode nth %s--every %d --packet %d"
            .formatted(dice.not(25), every, dice.number(0, every - 1));
      }
      case 17 -> "-m limit --limit 1/hour --limit-burst " + dice.number(1, 4);
      case 18 -> "-m comment --comment \"case " + dice.number(1, 99) + "\"";
      default ->
          WITH_INPUT.containsAll(hooks)
              ? "-m pkttype "
                  + dice.not(25)
                  + "--pkt-type "
                  + dice.pick("unicast", "broadcast", "multicast")
              : owner(hooks);
    };
  }

  private String owner(Set<Hook> hooks) {
    if (!EnumSet.of(Hook.OUTPUT, Hook.POSTROUTING).containsAll(hooks)) {
      return "";
    }
    return "-m owner "
        + dice.not(40)
        + dice.pick("--uid-owner 0", "--uid-owner 1000", "--gid-owner 0-10", "--socket-exists");
  }

  private String conntrack() {
    List<String> states = List.of("NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED");
    String some = dice.pick(states) + (dice.chance(50) ? "" : "," + dice.pick(states));
    return switch (dice.number(0, 9)) {
      case 0, 1, 2 -> "-m state " + dice.not(20) + "--state " + some;
      case 3, 4, 5 -> "-m conntrack " + dice.not(20) + "--ctstate " + some;
      case 6 ->
          "-m conntrack "
              + dice.not(20)
              + "--ctstate "
              + dice.pick("DNAT", "SNAT", "SNAT,INVALID", "DNAT,NEW", "SNAT,DNAT,ESTABLISHED");
      case 7 -> "-m conntrack --ctdir " + dice.pick("ORIGINAL", "REPLY");
      case 8 ->
          "-m conntrack "
              + dice.not(20)
              + dice.pick("--ctorigsrc ", "--ctorigdst ", "--ctreplsrc ", "--ctrepldst ")
              + world.any(dice);
      default ->
          dice.pick(
              "-m conntrack " + dice.not(20) + "--ctproto " + dice.pick("tcp", "udp"),
              "-m conntrack --ctproto tcp " + dice.not(20) + "--ctorigdstport " + World.port(dice),
              "-m conntrack "
                  + dice.not(20)
                  + "--ctstatus "
                  + dice.pick("SEEN_REPLY", "ASSURED", "CONFIRMED", "NONE", "ASSURED,EXPECTED"),
              "-m conntrack --ctstate "
                  + some
                  + " "
                  + dice.not(30)
                  + "--ctproto udp "
                  + dice.not(30)
                  + "--ctreplsrcport 1:2000",
              "-m conntrack " + dice.not(30) + "--ctexpire 1000:",
              "-m conntrack " + dice.not(30) + "--ctorigsrcport 2000:1");
    };
  }

  private String multiport() {
    StringBuilder list = new StringBuilder();
    int count = dice.number(1, 4);
    for (int i = 0; i < count; i++) {
      int port = World.port(dice);
      list.append(i == 0 ? "" : ",").append(port);
      if (dice.chance(20)) {
        list.append(':').append(port + 3);
      }
    }
    return "-m multiport " + dice.not(25) + dice.pick("--dports ", "--sports ", "--ports ") + list;
  }

  private String mark() {
    return dice.number(0, 3) + (dice.chance(30) ? "/0x" + dice.number(1, 3) : "");
  }

  private String iprange() {
    String kind = dice.pick("--src-range ", "--dst-range ");
    String range =
        v4
            ? dice.pick(
                "192.0.2.10-192.0.2.11", "192.0.2.12-203.0.113.5", "198.51.100.0-198.51.100.10")
            : dice.pick(
                "2001:db8:1::10-2001:db8:1::11",
                "2001:db8:1::12-2001:db8:ff::5",
                "2001:db8:2::-2001:db8:2::10");
    return "-m iprange " + dice.not(25) + kind + range;
  }

  private String addrtype(Set<Hook> hooks) {
    String type =
        dice.pick(
            "LOCAL",
            "UNICAST",
            "BROADCAST",
            "LOCAL,UNICAST",
            "MULTICAST",
            "UNREACHABLE,BROADCAST",
            "UNSPEC,PROHIBIT");
    if (!v4) {
      type =
          dice.pick(
              "LOCAL",
              "UNICAST",
              "LOCAL,UNICAST",
              "MULTICAST",
              "UNREACHABLE",
              "ANYCAST,UNREACHABLE",
              "UNSPEC",
              "LOCAL,UNREACHABLE",
              "MULTICAST,UNREACHABLE",
              "UNICAST,UNREACHABLE");
    }
    String side = dice.pick("--src-type ", "--dst-type ");
    String limit = "";
    if (dice.chance(20) && WITH_INPUT.containsAll(hooks) && !hooks.contains(Hook.FORWARD)) {
      limit = " --limit-iface-in";
    }
    return "-m addrtype " + dice.not(25) + side + type + limit;
  }

  private String mac() {
    List<String> hosts = dice.chance(60) ? world.near() : world.far();
    byte[] mac = World.mac(Packets.address(dice.pick(hosts)));
    return "-m mac " + dice.not(25) + "--mac-source 02:00:00:00:77:%02X".formatted(mac[5]);
  }

  private String set() {
    String set =
        dice.pick(
            "ip src",
            "ip dst",
            "net src",
            "net dst",
            "ipport src,dst",
            "ipport dst,dst",
            "netport src,dst",
            "netport dst,dst",
            "list src",
            "list dst",
            "added src",
            "ports dst",
            "ports src");
    String[] words = set.split(" ", 2);
    if (dice.chance(15)) {
      return counted();
    }
    String name = words[0].equals("ports") ? "ports" : words[0] + (v4 ? 4 : 6);
    String nomatch = words[0].startsWith("net") && dice.chance(20) ? " --return-nomatch" : "";
    return "-m set " + dice.not(30) + "--match-set " + name + " " + words[1] + nomatch;
  }

  private String counted() {
    return "-m set --match-set counted"
        + (v4 ? 4 : 6)
        + dice.pick(" src", " dst")
        + dice.pick(
            "",
            " ! --update-counters",
            " --packets-gt 1",
            " --packets-lt 3",
            " --packets-eq 2 ! --update-counters",
            " ! --packets-eq 1",
            " --bytes-gt 100",
            " --bytes-lt 200");
  }
}
