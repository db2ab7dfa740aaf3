package org.netfilter4j.conformance.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.model.Mode;

/**
 * The files of the chaos test in versions, and what a version must be in the kernel by what the C
 * tools print.
 */
final class ChaosRules {
  static final int OPEN = 7000;
  static final int CLOSED = 7999;

  private final Path directory;
  private final Namespace host;
  private final Mode mode;
  private int version;
  private boolean extra = true;

  ChaosRules(Path directory, Namespace host, Mode mode) {
    this.directory = directory;
    this.host = host;
    this.mode = mode;
  }

  int version() {
    return version;
  }

  /** The elements of the set: the open port and some that change. */
  private Set<Integer> ports() {
    Set<Integer> ports = new TreeSet<>(List.of(OPEN));
    Random random = new Random(version);
    int count = 3 + random.nextInt(20);
    while (ports.size() < count) {
      ports.add(OPEN + 1 + random.nextInt(500));
    }
    return ports;
  }

  private String sets() {
    StringBuilder text = new StringBuilder("create chaos-ports bitmap:port range 7000-7999\n");
    for (int port : ports()) {
      text.append("add chaos-ports ").append(port).append('\n');
    }
    return text.toString();
  }

  private List<String> chain() {
    List<String> rules = new ArrayList<>();
    rules.add("-A CHAOS -m set --match-set chaos-ports dst -j ACCEPT");
    Random random = new Random(version);
    for (int i = random.nextInt(8); i >= 0; i--) {
      rules.add(
          "-A CHAOS -s 192.0.2."
              + (i * 8 + version % 8)
              + "/32 -p udp -m udp --dport 7500 -j ACCEPT");
    }
    rules.add("-A CHAOS -j DROP");
    return rules;
  }

  private static final String JUMP = "INPUT -p udp -m udp --dport 7000:7999 -j CHAOS";

  private String rules() {
    return "# version "
        + version
        + "\n*filter\n:CHAOS - [0:0]\n-I "
        + JUMP
        + "\n"
        + String.join("\n", chain())
        + "\nCOMMIT\n";
  }

  private String six() {
    return "*filter\n:CHAOS6 - [0:0]\n-I INPUT -p udp -j CHAOS6\n-A CHAOS6 -s 2001:db8::"
        + Integer.toHexString(version + 1)
        + " -j DROP\nCOMMIT\n";
  }

  private static final String EXTRA =
      "*filter\n:EXTRA - [0:0]\n-A OUTPUT -d 192.0.2.99/32 -j EXTRA\n-A EXTRA -j DROP\nCOMMIT\n";

  /** The next version, written in one of the ways in which people and programs write files. */
  void write(Random random) throws IOException {
    version++;
    replace("10-ports.ipset", sets(), random);
    replace("20-chaos.v4", rules(), random);
    replace("25-chaos.v6", six(), random);
    extra = true;
    replace("30-extra.v4", EXTRA, random);
  }

  private void replace(String name, String text, Random random) throws IOException {
    Path file = directory.resolve(name);
    if (random.nextBoolean()) {
      Path fresh = directory.resolve("." + name + ".new");
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.writeString(file, text);
    }
  }

  /** A file that says nothing good; gives the place that the agent must name. */
  String spoil(Random random) throws IOException {
    return switch (random.nextInt(4)) {
      case 0 -> {
        Files.writeString(
            directory.resolve("20-chaos.v4"),
            rules().replace("COMMIT", "-A CHAOS --bogus\nCOMMIT"));
        yield "20-chaos.v4:" + rules().lines().count();
      }
      case 1 -> {
        Files.writeString(directory.resolve("20-chaos.v4"), rules().replace("COMMIT\n", ""));
        yield "20-chaos.v4:";
      }
      case 2 -> {
        Files.writeString(directory.resolve("10-ports.ipset"), sets() + "add chaos-ports 70000\n");
        yield "10-ports.ipset:" + (sets().lines().count() + 1);
      }
      default -> {
        Files.writeString(
            directory.resolve("25-chaos.v6"),
            six().replace("-j DROP", "-s ${env:NOT_SET} -j DROP"));
        yield "25-chaos.v6:4";
      }
    };
  }

  /** A file is removed. */
  void removeExtra() throws IOException {
    extra = false;
    Files.deleteIfExists(directory.resolve("30-extra.v4"));
  }

  /** The directory with all its files. */
  void removeAll() throws IOException {
    for (String name : List.of("10-ports.ipset", "20-chaos.v4", "25-chaos.v6", "30-extra.v4")) {
      Files.deleteIfExists(directory.resolve(name));
    }
    Files.delete(directory);
  }

  /** How the kernel differs from this version, by the C tools; "" where it does not. */
  String difference() {
    String saved =
        host.shell()
            .run(
                Command.script(
                    "iptables-MODE-save -t filter; ip6tables-MODE-save -t filter; ipset save chaos-ports"
                        .replace("MODE", mode.word())))
            .stdout();
    List<String> chain = new ArrayList<>();
    List<String> input = new ArrayList<>();
    List<String> others = new ArrayList<>();
    TreeSet<Integer> ports = new TreeSet<>();
    for (String line : saved.split("\n", -1)) {
      String rule = line.replaceAll(" -m comment --comment (\"[^\"]*\"|\\S+)", "");
      if (rule.startsWith("-A CHAOS ")) {
        chain.add(rule);
      } else if (rule.startsWith("-A INPUT ")) {
        input.add(rule.substring(3));
      } else if (rule.startsWith("add chaos-ports ")) {
        ports.add(Integer.valueOf(rule.substring(16)));
      } else if (rule.contains("CHAOS6") || rule.contains("EXTRA")) {
        others.add(rule);
      }
    }
    if (!chain.equals(chain())) {
      return "CHAOS: " + chain + ", expected " + chain();
    }
    if (input.isEmpty() || !input.getFirst().equals(JUMP)) {
      return "INPUT: " + input;
    }
    if (!ports.equals(ports())) {
      return "chaos-ports: " + ports + ", expected " + ports();
    }
    boolean six =
        others.contains(
            "-A CHAOS6 -s 2001:db8::" + Integer.toHexString(version + 1) + "/128 -j DROP");
    boolean has =
        others.contains("-A EXTRA -j DROP")
            && others.contains("-A OUTPUT -d 192.0.2.99/32 -j EXTRA");
    boolean hasAny = others.stream().anyMatch(rule -> rule.contains("EXTRA"));
    return six && (extra ? has : !hasAny) ? "" : "others: " + others;
  }
}
