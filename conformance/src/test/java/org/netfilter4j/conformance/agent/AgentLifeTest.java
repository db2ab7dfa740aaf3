package org.netfilter4j.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.model.Mode;

/** The agent's life: its start, its pages, its signals, its one-time tasks, and its end. */
class AgentLifeTest extends AgentOnHost {
  private static final String GOOD =
      """
      *filter
      :WEB - [0:0]
      -I INPUT -p tcp -m tcp --dport 80 -j WEB
      -A WEB -m set --match-set friends src -j ACCEPT
      -A WEB -j DROP
      COMMIT
      """;
  private static final String SETS = "create friends hash:net\nadd friends 192.0.2.0/24\n";

  private String sh(String script) {
    return host.shell().run(Command.script(script)).stdout();
  }

  private void awaitRule(Mode mode, String rule) {
    assertThat(
            RunningAgent.await(SOON, () -> sh("iptables-" + mode.word() + "-save").contains(rule)))
        .as(
            "%s\n%s\n%s",
            rule, sh("iptables-" + mode.word() + "-save"), String.join("\n", agent.log()))
        .isTrue();
  }

  /** A command of the agent's that ends by itself. */
  private Result task(String... words) {
    List<String> line =
        new ArrayList<>(List.of("env", "XTABLES_LOCKFILE=" + RunningAgent.lockFile(host)));
    line.addAll(RunningAgent.program());
    line.addAll(List.of(words));
    return host.exec(line, "");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void fromTheStartToTheEnd(Mode mode) throws IOException {
    write("10.ipset", SETS);
    write("20.v4", GOOD);
    start(List.of(), Map.of(), "--mode", mode.word());
    awaitReady();
    awaitRule(mode, "-A WEB -j DROP");
    sh("ip link set lo up; iptables-" + mode.word() + " -A OUTPUT -p icmp -j ACCEPT");
    host.exec("timeout", "1", "sh", "-c", "exec 3<>/dev/tcp/127.0.0.1/80");
    sh("command -v bash >/dev/null && timeout 1 bash -c 'exec 3<>/dev/tcp/127.0.0.1/80'");
    RunningAgent.pause(1100);

    String metrics = agent.page("/metrics");
    assertThat(metrics).startsWith("200").contains("# TYPE nf4j_agent_applies_total counter");
    assertThat(agent.metric("nf4j_agent_ready")).isEqualTo(1);
    assertThat(agent.metric("nf4j_agent_files")).isEqualTo(2);
    assertThat(agent.metric("nf4j_agent_applies_total{result=\"changed\"}")).isEqualTo(1);
    assertThat(agent.metric("nf4j_agent_last_apply_timestamp_seconds"))
        .isCloseTo(System.currentTimeMillis() / 1e3, org.assertj.core.data.Offset.offset(60.0));
    String chain = "{chain=\"WEB\",family=\"ipv4\",table=\"filter\"}";
    assertThat(agent.metric("nf4j_agent_rules" + chain)).as(metrics).isEqualTo(2);
    assertThat(agent.metric("nf4j_agent_dropped_packets_total" + chain)).as(metrics).isPositive();

    Result status = task("status");
    assertThat(status.exit()).isZero();
    assertThat(status.stdout())
        .contains("\"ready\": true", "\"mode\": \"" + mode.word() + "\"", "\"files\": 2");
    assertThat(agent.page("/healthz")).isEqualTo("200\n\nok\n");
    assertThat(agent.page("/")).startsWith("404");

    assertThat(agent.end()).isZero();
    agent.awaitLog(0, "msg=ended", SOON);
    assertThat(sh("iptables-" + mode.word() + "-save")).contains("-A WEB -j DROP");
    Result none = task("status");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.stderr())
        .isEqualTo("nf4j: no agent answers at 127.0.0.1:9469 (Connection refused)\n");
  }

  @Test
  void rulesThatAreThereAlreadyAreNotTouched() throws IOException {
    write("10.ipset", SETS);
    write("20.v4", GOOD);
    start(List.of(), Map.of(), "--mode", "nft");
    awaitReady();
    String before = sh("nft -a list ruleset");
    agent.kill();
    start(List.of(), Map.of(), "--mode", "nft");
    awaitReady();
    assertThat(sh("nft -a list ruleset")).isEqualTo(before);
    assertThat(agent.metric("nf4j_agent_applies_total{result=\"unchanged\"}")).isEqualTo(1);
  }

  /** What the agent does is no reason for it to look again. */
  @Test
  void itsOwnChangesAreNoDrift() throws IOException {
    write("20.v4", "*filter\n:WEB - [0:0]\n-A WEB -j DROP\nCOMMIT\n");
    start(List.of(), Map.of(), "--mode", "nft", "--log-level", "debug");
    awaitReady();
    for (int i = 0; i < 10; i++) {
      write("20.v4", "*filter\n:WEB - [0:0]\n-A WEB -s 192.0.2." + i + " -j DROP\nCOMMIT\n");
      awaitRule(Mode.NFT, "-A WEB -s 192.0.2." + i + "/32 -j DROP");
    }
    RunningAgent.pause(500);
    assertThat(agent.logged(0, "msg=drift")).isFalse();
    assertThat(agent.metric("nf4j_agent_drift_repairs_total{noticed=\"event\"}")).isZero();
  }

  @Test
  void whoMadeTheDriftIsTold() throws IOException {
    write("20.v4", "*filter\n:WEB - [0:0]\n-A WEB -j DROP\nCOMMIT\n");
    start(List.of(), Map.of(), "--mode", "nft");
    awaitReady();
    sh("iptables-nft -F WEB");
    awaitRule(Mode.NFT, "-A WEB -j DROP");
    agent.awaitLog(0, "msg=drift", SOON);
    assertThat(agent.logged(0, "by=iptables-nft")).as(String.join("\n", agent.log())).isTrue();
    assertThat(
            RunningAgent.await(
                SOON, () -> agent.metric("nf4j_agent_drift_repairs_total{noticed=\"event\"}") == 1))
        .isTrue();
  }

  /** What is somebody else's may come later; nothing is applied before it. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatIsNotThereYet(Mode mode) throws IOException {
    String iptables = "iptables-" + mode.word();
    sh(iptables + " -A INPUT -p icmp -j ACCEPT");
    write(
        "20.v4",
        "*filter\n"
            + ":WEB - [0:0]\n"
            + "-A DOCKER-USER -j WEB\n"
            + "-A WEB -m set --match-set theirs src -j DROP\n"
            + "COMMIT\n");
    start(List.of(), Map.of(), "--mode", mode.word());
    awaitTold("not_ready: 20.v4:3: ");
    // Long enough for attempts to have become rare.
    RunningAgent.pause(4000);
    sh(iptables + " -w -N DOCKER-USER");
    awaitTold(Duration.ofSeconds(3), "not_ready: 20.v4:4: ");
    RunningAgent.pause(4000);
    sh("ipset create theirs hash:ip");
    awaitReady(Duration.ofSeconds(3));
    assertThat(sh(iptables + " -S")).contains("-A WEB -m set --match-set theirs src -j DROP");
    sh(iptables + " -w -F DOCKER-USER; " + iptables + " -w -F WEB");
    awaitRule(mode, "-A WEB -m set --match-set theirs src -j DROP");
  }

  @Test
  void onceCheckAndCleanup() throws IOException {
    write("10.ipset", SETS);
    write("20.v4", GOOD);
    String directory = rules.toString();
    for (Mode mode : Mode.values()) {
      assertThat(task("--rules", directory, "--mode", mode.word(), "--check").exit()).isEqualTo(1);
      assertThat(task("--rules", directory, "--mode", mode.word(), "--once").exit()).isZero();
      Result same = task("--rules", directory, "--mode", mode.word(), "--check");
      assertThat(same.exit()).as(same.stdout() + same.stderr()).isZero();
      assertThat(same.stdout()).isEmpty();
      sh("iptables-" + mode.word() + " -F WEB");
      Result drift = task("--rules", directory, "--mode", mode.word(), "--check");
      assertThat(drift.exit()).isEqualTo(1);
      assertThat(drift.stdout()).contains("WEB");
      Result cleaned = task("--cleanup", "--mode", mode.word());
      assertThat(cleaned.exit()).as(cleaned.stderr()).isZero();
      assertThat(sh("iptables-" + mode.word() + "-save"))
          .doesNotContain("WEB")
          .doesNotContain("NF4J");
      assertThat(sh("ipset list -n")).isEmpty();
    }
    write("20.v4", GOOD.replace("-j DROP", "--bogus"));
    Result wrong = task("--rules", directory, "--mode", "nft", "--check");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.stderr()).contains("20.v4:5: ");
    assertThat(task("--rules", directory, "--mode", "nft", "--once").exit()).isEqualTo(2);
    assertThat(task("--rules", directory + "x", "--check").exit()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void cleanupOnExit(Mode mode) throws IOException {
    write("10.ipset", SETS);
    write("20.v4", GOOD);
    start(List.of(), Map.of("NF4J_AGENT_CLEANUP_ON_EXIT", "1"), "--mode", mode.word());
    awaitReady();
    assertThat(agent.end()).isZero();
    assertThat(sh("iptables-" + mode.word() + "-save")).doesNotContain("WEB");
    assertThat(sh("ipset list -n")).isEmpty();
  }

  /** Variables, and addresses that come and go while it runs. */
  @Test
  void templatesFollowTheHost() throws IOException {
    sh("ip link add eth0 type veth peer name eth1; ip link set eth0 up; ip link set eth1 up");
    write(
        "20.v4",
        """
        *filter
        :WEB - [0:0]
        -A WEB -d ${address:eth0} -p tcp --dport ${env:WEB_PORT:-80} -j DROP
        COMMIT
        """);
    start(List.of(), Map.of("WEB_PORT", "8080"), "--mode", "nft");
    assertThat(
            RunningAgent.await(
                SOON,
                () ->
                    agent
                        .page("/readyz")
                        .equals(
                            "503\n\nfile: 20.v4:3: interface eth0 has no global IPv4 address\n")))
        .as(agent.page("/readyz"))
        .isTrue();
    sh("ip addr add 192.0.2.7/24 dev eth0");
    awaitRule(Mode.NFT, "-A WEB -d 192.0.2.7/32 -p tcp -m tcp --dport 8080 -j DROP");
    sh("ip addr add 192.0.2.8/24 dev eth0; ip addr del 192.0.2.7/24 dev eth0");
    sh("ip addr add 192.0.2.8/24 dev eth0 2>/dev/null");
    awaitRule(Mode.NFT, "-A WEB -d 192.0.2.8/32 -p tcp -m tcp --dport 8080 -j DROP");
    sh("ip addr flush dev eth0");
    awaitTold("20.v4:3: ");
    assertThat(sh("iptables-nft-save")).contains("-A WEB -d 192.0.2.8/32");
  }

  /** As the kubelet swaps a ConfigMap. */
  @Test
  void aConfigMap() throws IOException {
    configMap(1);
    Files.createSymbolicLink(rules.resolve("20.v4"), Path.of("..data/20.v4"));
    start(List.of(), Map.of(), "--mode", "nft");
    awaitReady();
    for (int i = 2; i < 6; i++) {
      configMap(i);
      long begin = System.nanoTime();
      awaitRule(Mode.NFT, "-A WEB -s 192.0.2." + i + "/32 -j DROP");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    }
  }

  private void configMap(int version) throws IOException {
    Path directory = Files.createDirectory(rules.resolve("..v" + version));
    Files.writeString(
        directory.resolve("20.v4"),
        "*filter\n:WEB - [0:0]\n-A WEB -s 192.0.2." + version + " -j DROP\nCOMMIT\n");
    Path link = rules.resolve("..data_tmp");
    Files.createSymbolicLink(link, Path.of("..v" + version));
    Files.move(link, rules.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    if (version > 1) {
      Files.delete(rules.resolve("..v" + (version - 1)).resolve("20.v4"));
      Files.delete(rules.resolve("..v" + (version - 1)));
    }
  }

  /** Root with the two capabilities alone, no new privileges, and nowhere to write. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void withTheContainersRights(Mode mode) throws IOException {
    write("10.ipset", SETS);
    write("20.v4", GOOD);
    Files.createFile(RunningAgent.lockFile(host));
    agent =
        RunningAgent.start(
            host,
            WITH_THE_CONTAINERS_RIGHTS,
            Map.of("NF4J_AGENT_RULES", rules.toString(), "NF4J_AGENT_MODE", mode.word()),
            List.of());
    awaitReady();
    sh("iptables-" + mode.word() + " -F WEB");
    awaitRule(mode, "-A WEB -j DROP");
    assertThat(agent.page("/metrics")).startsWith("200");
    assertThat(agent.end()).isZero();
  }

  @Test
  void jsonLines() throws IOException {
    write("20.v4", GOOD.replace("-j DROP", "--bogus"));
    start(List.of(), Map.of("NF4J_AGENT_LOG_FORMAT", "json"), "--mode", "nft");
    agent.awaitLog(0, "\"reason\":\"file\",\"error\":\"20.v4:", SOON);
    assertThat(agent.log()).allMatch(line -> line.startsWith("{\"time\":\"") && line.endsWith("}"));
  }
}
