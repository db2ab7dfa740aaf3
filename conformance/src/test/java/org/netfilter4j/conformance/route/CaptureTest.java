package org.netfilter4j.conformance.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.host.HostCheck;
import org.netfilter4j.host.HostDirectory;
import org.netfilter4j.linux.HostCapture;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Family;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A capture in Java writes what the shell script writes of the same namespace. */
class CaptureTest {
  private static final int NETWORKS = 4;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** What the generator does not draw: a line that the kernel refuses is left out. */
  private static final String UNUSUAL =
      """
      ip link add br0 type bridge
      ip link set br0 addrgenmode none
      ip link set br0 up
      ip link set d2 master br0
      ip link set d0 group 5
      ip link set d1 alias 'x "y'
      ip link property add dev d1 altname longer-name
      ip tuntap add tun0 mode tun
      ip tuntap add tap0 mode tap
      ip link set d3 down
      ip addr add 10.77.0.1/24 brd + dev br0 valid_lft 10000 preferred_lft 5000
      ip addr add 10.77.1.1 peer 10.77.1.2/32 dev br0
      ip addr add 10.77.2.1/24 dev br0 label br0:x noprefixroute metric 9
      ip addr add 10.77.0.2/24 dev br0 scope link
      ip -6 addr add 2001:db8:77::1/64 dev br0 nodad mngtmpaddr
      ip -6 addr add fe80::77 peer fe80::78 dev br0 home nodad
      ip route add 10.78.0.0/16 via 10.77.0.9 dev br0 mtu lock 1300 rto_min 2s initcwnd 5
      ip route add 10.78.1.0/24 via 10.77.0.9 dev br0 hoplimit 7 quickack 1 realms 3/4
      ip route add 10.78.2.0/24 via inet6 fe80::9 dev br0
      ip route add 10.78.3.0/24 nexthop via 10.77.0.9 weight 2 nexthop via 10.77.0.10 realms 4
      ip route add 10.78.4.0/24 dev br0 proto 77 scope site table 1000
      ip route add 10.78.5.0/24 via 10.77.0.9 dev br0 congctl cubic tos 0x10
      ip route add 10.78.7.0/24 dev br0 window 5 rtt 100ms rttvar 50ms features ecn cwnd 8
      ip route add 10.78.8.0/24 dev br0 rtt 2500ms ssthresh 7 advmss 900 reordering 5 initrwnd 9
      ip nexthop add id 7 via 10.77.0.9 dev br0
      ip route add 10.78.6.0/24 nhid 7
      ip -6 route add 2001:db8:78::/48 via fe80::9 dev br0 expires 100000 pref high
      ip -6 route add 2001:db8:79::/48 nexthop via fe80::7 dev br0 nexthop via fe80::8 dev br0
      ip -6 route add from 2001:db8:1::/48 2001:db8:80::/48 dev br0
      ip rule add from 10.0.0.0/8 realms 3/4 lookup 100 suppress_ifgroup 5 pref 60 protocol static
      ip rule add from all l3mdev pref 61
      ip rule add iif nosuch nop pref 62
      ip rule add goto 9999 pref 63
      ip rule add fwmark 5 tun_id 9 lookup 1000 pref 64
      ip rule add ipproto tcp sport 1-5 dport 80 tos 0x10 lookup 100 pref 65
      ip rule add uidrange 0-5 oif d1 lookup main pref 66
      ip rule add ipproto 200 tos AF42 blackhole pref 67
      ip -6 rule add ipproto udp dport 53 unreachable pref 3
      """;

  /** Rules of both modes, sets. */
  private static final String RULES =
      """
      ipset create some hash:net
      ipset add some 10.0.0.0/8
      iptables-nft -A INPUT -m set --match-set some src -j ACCEPT
      iptables-nft -t nat -A POSTROUTING -o d1 -j MASQUERADE
      iptables-nft -P FORWARD DROP
      ip6tables-nft -A FORWARD -p tcp --dport 22 -m comment --comment 'a b' -j DROP
      iptables-legacy -t mangle -A PREROUTING -p udp --dport 53 -j MARK --set-mark 7
      iptables-legacy -A INPUT -m conntrack --ctstate NEW -j LOG --log-prefix 'x y '
      """;

  @Test
  void asTheScriptWrites() throws IOException {
    Oracle.require(
        "ip", "sysctl", "ipset", "conntrack", "iptables-nft-save", "iptables-legacy-save");
    for (int i = 0; i < NETWORKS; i++) {
      Family family = i % 2 == 0 ? Family.IPV4 : Family.IPV6;
      try (Namespace namespace = Namespace.open()) {
        List<Command> commands = new ArrayList<>();
        RoutingTest.make(namespace, new NetworkGenerator(20261123 + i, family));
        if (i >= 2) {
          UNUSUAL.lines().forEach(line -> commands.add(Command.line(line)));
        }
        if (i > 0) {
          RULES.lines().forEach(line -> commands.add(Command.line(line)));
        }
        // Until multicast groups are told of, the last of them some seconds late.
        commands.add(Command.line("sleep 3"));
        namespace.shell().runAll(commands);
        compare(namespace);
      }
    }
  }

  private static void compare(Namespace namespace) throws IOException {
    Path script = namespace.directory().resolve("capture.sh");
    try (InputStream in = EmbeddedHost.captureScript()) {
      Files.write(script, in.readAllBytes());
    }
    Path theirs = namespace.directory().resolve("theirs");
    Path ours = namespace.directory().resolve("ours");
    Result captured = namespace.shell().run(Command.of("sh", script.toString(), theirs.toString()));
    captured.orThrow("capture.sh");
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      new HostCapture(NetworkNamespace.of(namespace.file()), Map.of(), ours, err).run();
    }
    assertThat(said.toString(StandardCharsets.UTF_8)).isEqualTo(captured.stderr());
    Map<String, Path> expected = files(theirs);
    Map<String, Path> found = files(ours);
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    for (Map.Entry<String, Path> file : expected.entrySet()) {
      same(file.getKey(), file.getValue(), found.get(file.getKey()));
    }
    assertThat(HostCheck.of(new HostDirectory(ours))).isEmpty();
  }

  private static Map<String, Path> files(Path root) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.toList()) {
        boolean folder = Files.isDirectory(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as("%s", file)
            .isEqualTo(folder ? "rwx------" : "rw-------");
        if (!folder) {
          files.put(root.relativize(file).toString(), file);
        }
      }
    }
    return files;
  }

  private static void same(String name, Path theirs, Path ours) throws IOException {
    String expected = Files.readString(theirs);
    String found = Files.readString(ours);
    if (name.endsWith(".json")) {
      List<JsonNode> mine = values(found);
      List<JsonNode> others = values(expected);
      assertThat(mine.size()).as(name).isEqualTo(others.size());
      for (int i = 0; i < mine.size(); i++) {
        if (!name.equals("host.json")) {
          assertThat(elements(mine.get(i))).as(name).isEqualTo(elements(others.get(i)));
        }
      }
      return;
    }
    assertThat(timeless(found)).as(name).isEqualTo(timeless(expected));
  }

  /** What passes between one look and the next. */
  private static List<String> timeless(String text) {
    return text.lines()
        .map(line -> line.replaceFirst("^(ipv\\d +\\d+ \\S+ +\\d+) \\d+ ", "$1 "))
        .map(line ->
            line.replaceFirst("^(# .* on) .*", "$1")
                .replaceFirst("^(net\\.\\S*_count|\\S*random\\S*|\\S*bytes_free) = .*", "$1"))
        .toList();
  }

  private static List<String> elements(JsonNode array) {
    List<String> elements = new ArrayList<>();
    for (JsonNode element : array) {
      elements.add(
          sorted(element)
              .toString()
              .replaceAll("(expires|_life_time)=(?!4294967295)\\d+", "$1=some"));
    }
    return elements;
  }

  private static Object sorted(JsonNode node) {
    if (node.isObject()) {
      TreeMap<String, Object> fields = new TreeMap<>();
      node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
      return fields;
    }
    if (node.isArray()) {
      List<Object> all = new ArrayList<>();
      node.forEach(element -> all.add(sorted(element)));
      return all;
    }
    return node.toString();
  }

  private static List<JsonNode> values(String text) {
    List<JsonNode> values = new ArrayList<>();
    try (JsonParser parser = MAPPER.createParser(text)) {
      while (parser.nextToken() != null) {
        values.add(parser.readValueAsTree());
      }
    }
    return values;
  }

  @Test
  void aDirectoryThatIsNotEmptyIsLeftAlone() throws IOException {
    Oracle.require("ip");
    try (Namespace namespace = Namespace.open()) {
      Path root = Files.createDirectories(namespace.directory().resolve("full"));
      Files.writeString(root.resolve("some"), "some");
      HostCapture capture =
          new HostCapture(NetworkNamespace.of(namespace.file()), Map.of(), root, System.err);
      assertThat(org.assertj.core.api.Assertions.catchThrowable(capture::run))
          .isInstanceOf(KernelException.class)
          .hasMessage("capture: " + root + " exists and is not empty");
      try (Stream<Path> left = Files.list(root)) {
        assertThat(left).containsExactly(root.resolve("some"));
      }
    }
  }
}
