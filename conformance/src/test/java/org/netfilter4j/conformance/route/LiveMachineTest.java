package org.netfilter4j.conformance.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.host.EmbeddedHost;

/** The program nf4j asked about the kernel of the namespace that it runs in. */
class LiveMachineTest {
  private static final String MACHINE =
      """
      ip link add d0 type veth peer name d1
      ip link set d0 up
      ip link set d1 up
      ip addr add 10.1.2.3/24 dev d0
      ip route add 10.9.0.0/16 via 10.1.2.9
      iptables-nft -A INPUT -s 10.1.2.0/24 -p tcp --dport 22 -j DROP
      iptables-nft -A INPUT -p tcp --dport 23 -j ACCEPT
      iptables-legacy -A INPUT -p tcp --dport 23 -j REJECT
      iptables-legacy -A OUTPUT -d 10.9.0.0/16 -p udp -j DROP
      """;

  private Namespace namespace;
  private Path temporary;

  @BeforeEach
  void open() throws IOException {
    Oracle.require("ip", "iptables-nft", "iptables-legacy", "ipset", "conntrack");
    namespace = Namespace.open();
    temporary = Files.createDirectories(namespace.directory().resolve("tmp"));
    for (String line : MACHINE.lines().toList()) {
      namespace.shell().run(Command.line(line)).orThrow(line);
    }
  }

  @AfterEach
  void close() {
    if (namespace != null) {
      namespace.close();
    }
  }

  /** Of this JVM, whoever loads the tests in it. */
  private static String classPath() {
    List<String> path = new ArrayList<>(List.of(System.getProperty("java.class.path")));
    if (LiveMachineTest.class.getClassLoader() instanceof URLClassLoader loader) {
      for (URL url : loader.getURLs()) {
        path.add(url.getPath());
      }
    }
    return String.join(File.pathSeparator, path);
  }

  private Result nf4j(String line) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-cp");
    command.add(classPath());
    command.add("org.netfilter4j.cli.Main");
    command.add("nf4j");
    command.addAll(List.of(line.split(" ")));
    return namespace.exec(command, "");
  }

  @Test
  void whyOfTheKernelSaysWhatWhyOfACaptureSays() throws IOException {
    Path script = namespace.directory().resolve("capture.sh");
    try (InputStream in = EmbeddedHost.captureScript()) {
      Files.write(script, in.readAllBytes());
    }
    Path host = namespace.directory().resolve("host");
    namespace.shell().run(Command.of("sh", script.toString(), host.toString())).orThrow(script);
    List<String> questions =
        List.of(
            "-i d0 -s 10.1.2.9 -d 10.1.2.3 -p tcp --dport 22",
            "-i d0 -s 10.1.2.9 -d 10.1.2.3 -p tcp --dport 23 --lang zh",
            "-i d0 -s 10.1.2.9 -d 10.1.2.3 -p tcp --dport 24",
            "-d 10.9.1.1 -p udp --dport 53",
            "-d 10.8.1.1 -p udp --dport 53");
    List<Integer> exits = new ArrayList<>();
    for (String question : questions) {
      Result live = nf4j("why --kernel --json " + question);
      assertThat(live).as(question).isEqualTo(nf4j("why --json --host " + host + " " + question));
      exits.add(live.exit());
    }
    assertThat(exits).containsExactly(1, 1, 0, 1, 1);
    assertThat(nf4j("--kernel why " + questions.getFirst() + " --brief").stdout())
        .contains(
            "DROPPED by rule 1 of chain INPUT, table filter (nft, IPv4)",
            "\niptables -I INPUT 1 -s 10.1.2.9/32 -p tcp -m tcp --dport 22 -j ACCEPT\n")
        .doesNotContain("host directory");
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.filter(file -> file.getFileName().toString().startsWith("nf4j"))).isEmpty();
    }
  }

  @Test
  void hostCaptureAndMode() throws IOException {
    Path host = namespace.directory().resolve("recorded");
    Result recorded = nf4j("host capture " + host);
    assertThat(recorded.exit()).isZero();
    assertThat(recorded.stdout()).isEqualTo("recorded in " + host + "\n");
    assertThat(nf4j("host check " + host).stdout()).isEqualTo(host + ": all of it can be read\n");
    Result again = nf4j("host capture " + host);
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.stderr()).isEqualTo("nf4j: capture: " + host + " exists and is not empty\n");
    Result mode = nf4j("mode");
    assertThat(mode.exit()).isZero();
    assertThat(mode.stdout())
        .startsWith(
            """
            mode: nft
            why: both modes have 2 rules, and nft is the mode of today's systems
              filter   IPv4  nft 2 rules in 1 chain, legacy 2 rules in 3 chains
            Both modes have rules.\
            """);
    assertThat(nf4j("why --kernel --host " + host + " -d 10.9.1.1").stderr())
        .isEqualTo("nf4j: --kernel and --host exclude one another\n");
  }
}
