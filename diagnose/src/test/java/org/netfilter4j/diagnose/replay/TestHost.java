package org.netfilter4j.diagnose.replay;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.host.HostDirectory;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.TableName;

/** A host with two interfaces, eth0 192.168.1.10/24 and eth1 10.10.0.1/24, which forwards. */
final class TestHost {
  static final long ETH0 = 0x02_00_00_00_00_02L;
  static final long ETH1 = 0x02_00_00_00_00_03L;

  final Path directory;

  TestHost(Path directory, String... filter) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory.resolve("nft"));
    write(
        "addr.json",
        "["
            + link(1, "lo", "LOOPBACK", "00:00:00:00:00:00", "127.0.0.1", 8)
            + ","
            + link(2, "eth0", "BROADCAST", "02:00:00:00:00:02", "192.168.1.10", 24)
            + ","
            + link(3, "eth1", "BROADCAST", "02:00:00:00:00:03", "10.10.0.1", 24)
            + "]\n");
    write(
        "route.json",
        """
        [{"dst":"default","gateway":"192.168.1.1","dev":"eth0","flags":[]},
         {"dst":"192.168.1.0/24","dev":"eth0","scope":"link","prefsrc":"192.168.1.10","flags":[]},
         {"dst":"10.10.0.0/24","dev":"eth1","scope":"link","prefsrc":"10.10.0.1","flags":[]}]
        """);
    write("sysctl", "net.ipv4.ip_forward = 1\n");
    rules(filter);
  }

  private static String link(
      int index, String name, String kind, String mac, String address, int prefix) {
    return "{\"ifindex\":%d,\"ifname\":\"%s\",\"flags\":[\"%s\",\"UP\"],\"mtu\":1500,"
            .formatted(index, name, kind)
        + "\"address\":\"%s\",\"addr_info\":[{\"family\":\"inet\",\"local\":\"%s\","
            .formatted(mac, address)
        + "\"prefixlen\":%d,\"scope\":\"%s\"}]}".formatted(prefix, index == 1 ? "host" : "global");
  }

  /** Lines of iptables-save, without COMMIT and built-in chains that accept. */
  void rules(String... lines) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      text.append(line.startsWith("*") && !text.isEmpty() ? "COMMIT\n" : "").append(line);
      text.append('\n');
      if (line.startsWith("*")) {
        for (Hook hook : requireNonNull(TableName.find(line.substring(1))).hooks()) {
          text.append(':').append(hook.chain()).append(" ACCEPT [0:0]\n");
        }
      }
    }
    write("nft/rules.v4", text + (text.isEmpty() ? "" : "COMMIT\n"));
  }

  void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
  }

  ReplayReport replay(Replay.Request request) {
    try (EmbeddedHost host = new EmbeddedHost(new HostDirectory(directory))) {
      return new Replay(host, request).run(Replay.Progress.NONE);
    }
  }

  ReplayReport replay(Path capture, String device) {
    return replay(Replay.Request.of(capture, device));
  }

  /** What was counted, as "[1:60] filter INPUT 2" and "[1:60] filter INPUT policy". */
  static List<String> counters(ReplayReport report) {
    return report.counters().stream()
        .map(change ->
            "["
                + change.added()
                + "] "
                + change.table().word()
                + " "
                + change.chain()
                + " "
                + (change.number() == 0 ? "policy" : change.number()))
        .toList();
  }

  /** All files but locks, with their content. */
  Map<String, String> content() throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().endsWith("lock")) {
          content.put(file.toString(), Files.readString(file));
        }
      }
    }
    return content;
  }
}
