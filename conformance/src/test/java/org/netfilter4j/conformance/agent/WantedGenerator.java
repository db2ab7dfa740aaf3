package org.netfilter4j.conformance.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes files of an agent, and rules of others, from a seed. */
final class WantedGenerator {
  static final List<String> OTHERS = List.of("OTHER0", "OTHER1");

  private final Random random;

  WantedGenerator(Random random) {
    this.random = random;
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }

  /** A match of IPv4. */
  private String match(List<String> sets) {
    return switch (random.nextInt(sets.isEmpty() ? 8 : 9)) {
      case 0 -> "-s 10." + random.nextInt(4) + ".0.0/16";
      case 1 -> "-p tcp --dport " + (80 + random.nextInt(4));
      case 2 -> "-p udp -m multiport --dports 53,123";
      case 3 -> "-m conntrack --ctstate RELATED,ESTABLISHED";
      case 4 -> "-m mark --mark 0x" + random.nextInt(4);
      case 5 -> "-m limit --limit 5/min";
      case 6 -> "-p icmp -m comment --comment \"about " + random.nextInt(3) + "\"";
      case 7 -> "! -d 192.0.2." + random.nextInt(4);
      default -> "-m set --match-set " + sets.get(random.nextInt(sets.size())) + " src";
    };
  }

  /** A rule of somebody else's, after the chain. */
  String foreign() {
    return match(List.of()) + " -j " + pick("DROP", "ACCEPT", "RETURN", "LOG");
  }

  /** Files, in pairs of name and text. */
  String[] files() {
    List<String> sets = new ArrayList<>();
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      if (random.nextInt(3) > 0) {
        sets.add("set" + i);
        set("set" + i, script);
      }
    }
    List<String> files = new ArrayList<>(List.of("10.ipset", script.toString()));
    files.add("20.v4");
    files.add(
        "*filter\n" + table(sets, true) + "COMMIT\n*mangle\n" + table(sets, false) + "COMMIT\n");
    files.add("30.v6");
    files.add(six());
    return files.toArray(new String[0]);
  }

  private void set(String name, StringBuilder to) {
    boolean net = random.nextInt(4) == 0;
    to.append("create ").append(name).append(net ? " hash:net" : " hash:ip");
    to.append(pick("", "", " counters", " comment", " maxelem 1000")).append('\n');
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      to.append("add ").append(name).append(" 198.51.100.").append(random.nextInt(24));
      to.append(net ? "/" + (29 + random.nextInt(4)) : "").append(" -exist\n");
    }
  }

  private String table(List<String> sets, boolean filter) {
    StringBuilder text = new StringBuilder();
    List<String> own = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      if (random.nextInt(4) > 0) {
        own.add("OWN" + i);
        text.append(":OWN").append(i).append(" - [0:0]\n");
      }
    }
    for (int i = 0; i < own.size(); i++) {
      int rules = random.nextInt(6);
      for (int j = 0; j < rules; j++) {
        text.append(random.nextInt(5) == 0 ? "-I " : "-A ").append(own.get(i)).append(' ');
        text.append(match(sets)).append(" -j ").append(target(own, i + 1)).append('\n');
      }
    }
    int placed = random.nextInt(5);
    for (int i = 0; i < placed; i++) {
      String chain = filter ? pick("INPUT", "FORWARD", "OTHER0") : "FORWARD";
      if (filter && random.nextInt(4) == 0) {
        String place = pick("after", "before");
        text.append("#@ ").append(place).append(" -A FORWARD -j OTHER0\n");
        chain = "FORWARD";
      }
      text.append(random.nextBoolean() ? "-I " : "-A ").append(chain).append(' ');
      text.append(random.nextInt(3) == 0 ? "" : match(sets)).append(" -j ");
      text.append(target(own, 0)).append('\n');
    }
    return text.toString();
  }

  private String target(List<String> own, int from) {
    if (from < own.size() && random.nextBoolean()) {
      return own.get(from + random.nextInt(own.size() - from));
    }
    return pick("DROP", "ACCEPT", "RETURN");
  }

  private String six() {
    if (random.nextInt(4) == 0) {
      return "";
    }
    return "*filter\n:SIX - [0:0]\n-A SIX -s 2001:db8:"
        + random.nextInt(4)
        + "::/48 -j DROP\n-I INPUT -p tcp --dport "
        + (80 + random.nextInt(3))
        + " -j SIX\nCOMMIT\n";
  }
}
