package org.netfilter4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input of each kind gets one clear line, the C tool's exit code, and changes nothing. */
class BadInputTest {
  @TempDir private Path folder;
  private ExampleHost host;

  @BeforeEach
  void copy() {
    host = new ExampleHost(folder, "guide");
  }

  /** All files of the host but its locks. */
  private TreeMap<String, String> content() throws IOException {
    TreeMap<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(host.directory())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = host.directory().relativize(file).toString();
        if (!name.endsWith("lock")) {
          content.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return content;
  }

  @Test
  void anErrorInLine4321OfARestoreIsNamedAndNothingIsRestored() throws IOException {
    StringBuilder rules = new StringBuilder("*filter\n:INPUT DROP [0:0]\n");
    for (int line = 3; line < 6000; line++) {
      rules.append(
          line == 4321
              ? "-A INPUT -s 10.0.0.300 -j ACCEPT\n"
              : "-A INPUT -s 10.0." + line / 250 + "." + line % 250 + " -j ACCEPT\n");
    }
    rules.append("COMMIT\n");
    TreeMap<String, String> before = content();
    ExampleHost.Result result = host.run("iptables-restore", rules.toString());
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).contains("10.0.0.300", "4321");
    assertThat(content()).isEqualTo(before);
  }

  @Test
  void anErrorInLine4321OfAHostsRulesIsNamed() throws IOException {
    StringBuilder rules = new StringBuilder("*filter\n:INPUT DROP [0:0]\n");
    for (int line = 3; line < 6000; line++) {
      rules.append(line == 4321 ? "[0:0] -A INPUT --bogus\n" : "[0:0] -A INPUT -j ACCEPT\n");
    }
    Files.writeString(host.directory().resolve("nft/rules.v4"), rules + "COMMIT\n");
    for (String command :
        List.of("iptables -S", "nf4j why -i eth0 -p tcp", "nf4j host check " + host.directory())) {
      ExampleHost.Result result = host.run(command);
      assertThat(result.exit()).as(command).isEqualTo(1);
      assertThat(result.err().lines()).as(command).hasSize(1);
      assertThat(result.err()).contains("nft/rules.v4", "line 4321", "--bogus");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iptables -A INPUT -m set --match-set nope src -j DROP",
        "iptables -A INPUT -s fd00::1 -j DROP",
        "ip6tables -A INPUT -s 10.0.0.1 -j DROP",
        "iptables -A INPUT -p tcp --dport 80:70000 -j DROP",
        "iptables -A INPUT -m wat -j DROP",
        "iptables -A INPUT -j",
        "iptables -A NOWHERE -j DROP",
        "iptables -D INPUT 99",
        "iptables -X BASE-RULE",
        "iptables -t wat -S",
        "ipset add whiteiplist 1.2.3.4.5",
        "ipset add nope 1.2.3.4",
        "ipset create x wat:ip",
        "ipset destroy whiteiplist",
        "nf4j wat",
        "nf4j host new",
        "nf4j host wat",
        "nf4j why --lang fr",
        "nf4j --host",
        "nf4j --host /nowhere/at/all iptables -S",
      })
  void aMistakeSaysWhatItIs(String command) throws IOException {
    TreeMap<String, String> before = content();
    ExampleHost.Result result = host.run(command);
    assertThat(result.exit()).isBetween(1, 4);
    assertThat(result.err()).isNotBlank().doesNotContain("Exception", "\tat ");
    assertThat(result.out()).isEmpty();
    assertThat(content()).isEqualTo(before);
  }

  @Test
  void aDirectoryThatCantBeWrittenIsToldAndKept() throws IOException {
    Path rules = host.directory().resolve("nft");
    Files.setPosixFilePermissions(
        rules, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE));
    try {
      TreeMap<String, String> before = content();
      ExampleHost.Result result = host.run("iptables -A INPUT -j ACCEPT");
      // The superuser may write anywhere: then the rule is there.
      if (Files.isWritable(rules)) {
        assertThat(result.exit()).isZero();
      } else {
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("nft/rules.v4: can't be written: permission denied");
        assertThat(content()).isEqualTo(before);
      }
    } finally {
      Files.setPosixFilePermissions(
          rules,
          Set.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));
    }
  }

  @Test
  void aFileInThePlaceOfADirectoryIsTold() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "");
    ExampleHost.Result result = host.with("NF4J_HOST", file.toString()).run("iptables -S");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("is not a host directory");
  }

  /**
   * Any one file damaged at random: a line that names the file, or it could be read all the same.
   */
  @Test
  void damagedFilesAreNamed() throws IOException {
    Random random = new Random(4321);
    List<String> names =
        List.of(
            "nft/rules.v4",
            "nft/rules.v6",
            "ipset",
            "addr.json",
            "link.json",
            "route.json",
            "rule.json",
            "sysctl",
            "host.json",
            "conntrack",
            "capture.pcap");
    int told = 0;
    for (int round = 0; round < 400; round++) {
      String name = names.get(random.nextInt(names.size()));
      Path file = host.directory().resolve(name);
      byte[] before = Files.readAllBytes(file);
      Files.write(file, damaged(before, random));
      ExampleHost.Result result =
          host.run(
              name.endsWith("pcap")
                  ? "nf4j why --pcap " + file + " --packet 9 -i eth0 --brief"
                  : "nf4j why -i eth0 -s 192.168.1.2 -d 192.168.1.10 -p tcp --dport 80 --brief");
      assertThat(result.err()).as("%s, round %s", name, round).doesNotContain("Exception", "\tat ");
      if (!result.err().isEmpty()) {
        told++;
        assertThat(result.err().lines())
            .as("%s, round %s: %s", name, round, result.err())
            .hasSize(1);
        assertThat(result.out()).isEmpty();
      }
      Files.write(file, before);
    }
    assertThat(told).as("damages that were told").isGreaterThan(100);
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return "garbage".getBytes(StandardCharsets.UTF_8);
    }
    return switch (random.nextInt(3)) {
      case 0 -> java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> {
        byte[] changed = bytes.clone();
        for (int i = 0; i <= random.nextInt(4); i++) {
          changed[random.nextInt(bytes.length)] = (byte) (32 + random.nextInt(95));
        }
        yield changed;
      }
      default -> {
        byte[] random64 = new byte[64];
        random.nextBytes(random64);
        yield random64;
      }
    };
  }

  /** Random and mutated command lines: an exit code and no stack trace, whatever they are. */
  @Test
  void randomCommandLinesAreAnswered() throws IOException {
    Random random = new Random(1234);
    List<String> words =
        List.of(
            "-A",
            "-I",
            "-D",
            "-R",
            "-L",
            "-S",
            "-F",
            "-Z",
            "-N",
            "-X",
            "-E",
            "-P",
            "INPUT",
            "BASE-RULE",
            "1",
            "0",
            "-1",
            "-t",
            "nat",
            "filter",
            "-p",
            "tcp",
            "udp",
            "icmp",
            "--dport",
            "80",
            "80:90",
            "!",
            "-s",
            "10.0.0.0/8",
            "-d",
            "1.2.3.4",
            "-i",
            "eth0",
            "eth+",
            "-j",
            "DROP",
            "ACCEPT",
            "DNAT",
            "--to-destination",
            "1.2.3.4:80",
            "-m",
            "conntrack",
            "--ctstate",
            "NEW",
            "set",
            "--match-set",
            "whiteiplist",
            "src",
            "limit",
            "--limit",
            "5/min",
            "-c",
            "-v",
            "-n",
            "-x",
            "--line-numbers",
            "-w",
            "-W",
            "-4",
            "-6",
            "--",
            "",
            "\u4e2d",
            "-h",
            "--version",
            "=",
            "--to=",
            "multiport",
            "--dports",
            "1,2,3",
            "LOG",
            "--log-prefix",
            "a b",
            "mark",
            "--mark",
            "0x1/0x1");
    for (int round = 0; round < 3000; round++) {
      StringBuilder line = new StringBuilder(random.nextInt(8) == 0 ? "ipset" : "iptables");
      if (random.nextInt(4) == 0) {
        line.append(random.nextBoolean() ? "-legacy" : "-nft");
      }
      if (line.toString().startsWith("ipset")) {
        line.setLength(5);
      }
      int count = random.nextInt(10);
      for (int i = 0; i < count; i++) {
        line.append(" \"").append(words.get(random.nextInt(words.size()))).append('"');
      }
      ExampleHost.Result result = host.run(line.toString());
      assertThat(result.exit()).as(line.toString()).isBetween(0, 4);
      assertThat(result.err()).as(line.toString()).doesNotContain("Exception", "\tat ");
    }
  }
}
