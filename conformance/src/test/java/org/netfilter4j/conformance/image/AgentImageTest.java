package org.netfilter4j.conformance.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.image.Container.Setup;

/**
 * The image's entry point, as the files of {@code deploy/} start it: with their variables and what
 * they mount, two capabilities and a read-only root. It applies the rules, repairs them after a
 * flush by the C tool, and answers.
 */
@Timeout(120)
class AgentImageTest {
  private static final long SECOND = 1_000_000_000L;

  private UnpackedImage image;
  private Namespace host;
  private Path rules;

  @BeforeEach
  void open() throws IOException {
    Oracle.require(
        "iptables-nft", "iptables-legacy", "ipset", "unshare", "setpriv", "capsh", "bash");
    image = UnpackedImage.get();
    host = Namespace.open();
    rules = Files.createDirectory(host.directory().resolve("rules"));
  }

  @AfterEach
  void close() {
    if (host != null) {
      host.close();
    }
  }

  private static void await(String what, Container agent, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + 10 * SECOND;
    while (!condition.getAsBoolean()) {
      assertThat(agent.isAlive()).as("%s; it ended: %s", what, agent.errors()).isTrue();
      assertThat(System.nanoTime()).as("%s; it said: %s", what, agent.errors()).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  /** A page's body where the status is 200, else nothing. */
  private String page(String path) {
    Result answer =
        host.exec(
            "bash",
            "-c",
            "exec 3<>/dev/tcp/127.0.0.1/9469 && printf 'GET "
                + path
                + " HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3");
    int body = answer.stdout().indexOf("\r\n\r\n");
    return answer.ok() && answer.stdout().startsWith("HTTP/1.1 200") && body > 0
        ? answer.stdout().substring(body + 4)
        : "";
  }

  private static long kilobytes(ProcessHandle process, String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(field + ":")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IllegalStateException("no " + field);
  }

  private String save(String mode) {
    return host.exec("iptables-" + mode + "-save").orThrow("save").stdout();
  }

  private static final List<String> EXPECTED =
      List.of(
          ":BASE-RULE - [0:0]",
          "-A INPUT -j BASE-RULE",
          "-A BASE-RULE -i eth0 -m set ! --match-set whiteiplist src"
              + " -m set --match-set whiteportlist dst -j DROP",
          "-A BASE-RULE -j RETURN");

  private boolean isApplied(String mode) {
    List<String> lines = save(mode).replaceAll("\\[\\d+:\\d+]", "[0:0]").lines().toList();
    return lines.containsAll(EXPECTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nft", "legacy"})
  void itAppliesTheRulesOfTheComposeFileAndKeepsThem(String mode)
      throws IOException, InterruptedException {
    host.exec("iptables-" + mode, "-A", "INPUT", "-i", "lo", "-j", "ACCEPT").orThrow("the host's");
    Deployment compose = Deployment.compose();
    Setup setup = new Setup(image, host);
    compose.variables().forEach(setup::variable);
    setup.mount(Deployment.FOLDER.resolve("rules"), compose.rulesFolder());
    long start = System.nanoTime();
    try (Container agent = setup.start(List.of())) {
      await("applied", agent, () -> isApplied(mode));
      double applied = seconds(start);
      await("ready", agent, () -> page("/readyz").equals("ready\n"));
      assertThat(page("/healthz")).isEqualTo("ok\n");
      assertThat(save(mode)).contains("-A INPUT -i lo -j ACCEPT");
      long flushed = System.nanoTime();
      host.exec("iptables-" + mode, "-F").orThrow("flush");
      await("repaired", agent, () -> isApplied(mode));
      double repaired = seconds(flushed);
      assertThat(page("/metrics"))
          .containsPattern("(?m)^nf4j_agent_\\w+(\\{.*})? [0-9.eE+]+$")
          .contains("# HELP");
      Result status = setup.exec(compose.healthcheck().toArray(String[]::new));
      assertThat(status.ok()).as(status.stdout() + status.stderr()).isTrue();
      TimeUnit.SECONDS.sleep(3);
      ProcessHandle process = agent.inside();
      System.out.printf(
          Locale.ROOT,
          "image, %s: applied after %.2f s, repaired after %.2f s, %.1f MB resident, %.1f"
              + " anonymous%n",
          mode,
          applied,
          repaired,
          kilobytes(process, "VmRSS") / 1e3,
          kilobytes(process, "RssAnon") / 1e3);
      assertThat(kilobytes(process, "VmRSS")).isLessThan(128_000);
      assertThat(kilobytes(process, "CapEff")).as("CAP_NET_ADMIN, CAP_NET_RAW").isEqualTo(3000);
      Result end = agent.stop();
      assertThat(end.exit()).as(end.stderr()).isZero();
      assertThat(end.stderr()).contains("msg=ended");
    }
    assertThat(isApplied(mode)).as("its rules stay when it ends").isTrue();
    assertThat(setup.exec("nf4j", "agent", "--cleanup").ok()).isTrue();
    assertThat(save(mode)).doesNotContain("BASE-RULE");
    assertThat(host.exec("ipset", "list", "-n").stdout()).isEmpty();
  }

  /** A ConfigMap is mounted as a link to a link, which the kubelet turns in one step. */
  @Test
  void theDaemonSetsConfigMapIsFollowed() throws IOException, InterruptedException {
    Deployment daemonSet = Deployment.daemonSet();
    Files.createDirectory(rules.resolve("..first"));
    for (Map.Entry<String, String> file : daemonSet.files().entrySet()) {
      Files.writeString(rules.resolve("..first").resolve(file.getKey()), file.getValue());
      Files.createSymbolicLink(rules.resolve(file.getKey()), Path.of("..data", file.getKey()));
    }
    Files.createSymbolicLink(rules.resolve("..data"), Path.of("..first"));
    Setup setup = new Setup(image, host);
    daemonSet.variables().forEach(setup::variable);
    setup.mount(rules, daemonSet.rulesFolder());
    try (Container agent = setup.start(List.of())) {
      await("applied", agent, () -> isApplied("nft"));
      assertThat(agent.errors().lines()).allMatch(line -> line.startsWith("{"));
      Path second = Files.createDirectory(rules.resolve("..second"));
      for (Map.Entry<String, String> file : daemonSet.files().entrySet()) {
        Files.writeString(
            second.resolve(file.getKey()),
            file.getValue().replace("-A BASE-RULE -j RETURN", "-A BASE-RULE -p sctp -j DROP"));
      }
      Files.createSymbolicLink(rules.resolve("..data_tmp"), Path.of("..second"));
      Files.move(
          rules.resolve("..data_tmp"),
          rules.resolve("..data"),
          java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      long turned = System.nanoTime();
      await("the new rules", agent, () -> save("nft").contains("-A BASE-RULE -p sctp -j DROP"));
      assertThat(Duration.ofNanos(System.nanoTime() - turned)).isLessThan(Duration.ofSeconds(5));
      assertThat(save("nft")).doesNotContain("-A BASE-RULE -j RETURN");
    }
  }

  /** What is wrong is one line, not a trace, and no restart of the container helps. */
  @Test
  void badDaysAreToldInALine() throws IOException, InterruptedException {
    Setup setup = new Setup(image, host).variable("NF4J_AGENT_RULES", "/etc/nf4j/rules");
    Result unknown = setup.exec("nf4j", "agent", "--rulez", "/etc");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.stderr()).contains("unknown word \"--rulez\"").hasLineCount(1);
    Files.writeString(rules.resolve("10.v4"), "*filter\n-A INPUT -p nosuch -j ACCEPT\nCOMMIT\n");
    setup.mount(rules, "/etc/nf4j/rules");
    Result wrong = setup.exec("nf4j", "agent", "--once");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.stderr()).contains("10.v4", "2", "nosuch").hasLineCount(1);
    try (Container agent = setup.start(List.of())) {
      await("an error", agent, () -> agent.errors().contains("level=error"));
      assertThat(page("/readyz")).isEmpty();
      Files.writeString(rules.resolve("10.v4"), "*filter\n-A INPUT -p udp -j ACCEPT\nCOMMIT\n");
      await("the repaired file", agent, () -> page("/readyz").equals("ready\n"));
    }
  }
}
