package org.netfilter4j.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.model.Mode;

/**
 * What can be wrong around the agent: each is told in one clear line, in the log and on /readyz,
 * counted, and leaves what was applied last as it is; and when it is over, all is well again.
 */
class AgentBadDaysTest extends AgentOnHost {
  private static final String GOOD =
      "*filter\n:WEB - [0:0]\n-I INPUT -p tcp -m tcp --dport 80 -j WEB\n-A WEB -j ACCEPT\nCOMMIT\n";

  private static final Map<String, String> LITTLE_MEMORY = Map.of("JDK_JAVA_OPTIONS", "-Xmx32m");

  /** Another program, until it is closed. */
  private record Rival(Process process) implements AutoCloseable {
    static Rival start(String... words) throws IOException {
      return new Rival(
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start());
    }

    static Rival holdingTheLock(Namespace host) throws IOException {
      Rival rival = start("flock", RunningAgent.lockFile(host).toString(), "sleep", "120");
      RunningAgent.pause(200);
      return rival;
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private void start(Mode mode, String... words) {
    List<String> all = new ArrayList<>(List.of("--mode", mode.word()));
    all.addAll(List.of(words));
    start(List.of(), Map.of(), all.toArray(String[]::new));
  }

  /** Waits for one line on /readyz, which must also be in the log, and be counted. */
  private void assertTold(String reason, String line) {
    awaitTold(reason + ": " + line + "\n");
    assertThat(agent.logged(0, line.replace("\"", "\\\"")))
        .as(String.join("\n", agent.log()))
        .isTrue();
    assertThat(agent.metric("nf4j_agent_failures_total{reason=\"" + reason + "\"}")).isPositive();
    assertThat(agent.metric("nf4j_agent_ready")).isZero();
    assertThat(agent.page("/healthz")).startsWith("200");
    assertThat(agent.log()).noneMatch(each -> each.contains("Exception") || each.startsWith("\t"));
  }

  private String saved(Mode mode) {
    return host.shell()
        .run(
            Command.script(
                "iptables-" + mode.word() + "-save -t filter | grep -v '^[#:]'; ipset save"))
        .stdout();
  }

  private static final String GOOD_SAVED = "-A WEB -j ACCEPT";

  @Test
  void aDirectoryThatIsMissingAtFirstAndGoesAwayLater() throws IOException {
    Files.delete(rules);
    start(Mode.NFT);
    assertTold(
        "directory",
        "the directory " + rules + " can't be read: there is no such file or directory");
    Files.createDirectory(rules);
    write("a.v4", GOOD);
    awaitReady();
    final String saved = saved(Mode.NFT);
    assertThat(saved).contains(GOOD_SAVED);
    Files.delete(rules.resolve("a.v4"));
    Files.delete(rules);
    assertTold(
        "directory",
        "the directory " + rules + " can't be read: there is no such file or directory");
    assertThat(saved(Mode.NFT)).isEqualTo(saved);
    // What was good is still repaired.
    host.exec("iptables-nft", "-F", "WEB");
    assertThat(RunningAgent.await(SOON, () -> saved(Mode.NFT).equals(saved))).isTrue();
    Files.createDirectory(rules);
    write("a.v4", GOOD);
    awaitReady();
  }

  @Test
  void aFileThatCanNotBeRead() throws IOException {
    write("a.v4", GOOD);
    // Root without CAP_DAC_OVERRIDE, as in the container.
    start(WITH_THE_CONTAINERS_RIGHTS, Map.of(), "--mode", "nft");
    awaitReady();
    final String saved = saved(Mode.NFT);
    write("b.v4", GOOD.replace("WEB", "MORE"));
    assertThat(RunningAgent.await(SOON, () -> saved(Mode.NFT).contains("-A MORE"))).isTrue();
    Files.setPosixFilePermissions(
        rules.resolve("b.v4"), PosixFilePermissions.fromString("---------"));
    assertTold("file", "b.v4: can't be read: permission denied");
    assertThat(saved(Mode.NFT)).contains("-A MORE -j ACCEPT", GOOD_SAVED);
    Files.delete(rules.resolve("b.v4"));
    awaitReady();
    assertThat(saved(Mode.NFT)).isEqualTo(saved);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void noRights(Mode mode) throws IOException {
    write("a.v4", GOOD);
    start(
        List.of("setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"),
        Map.of(),
        "--mode",
        mode.word());
    awaitTold("unavailable: ");
    assertThat(agent.page("/readyz"))
        .contains("Operation not permitted (CAP_NET_ADMIN and CAP_NET_RAW are needed)");
    assertThat(agent.metric("nf4j_agent_failures_total{reason=\"unavailable\"}")).isPositive();
    assertThat(agent.log()).noneMatch(each -> each.contains("Exception"));
  }

  @Test
  void aLockThatIsNeverReleased() throws IOException {
    write("a.v4", GOOD);
    start(Mode.LEGACY);
    awaitReady();
    final String saved = saved(Mode.LEGACY);
    try (Rival _ = Rival.holdingTheLock(host)) {
      write("a.v4", GOOD.replace("80", "81"));
      awaitTold(
          "lock: another program holds the xtables lock "
              + RunningAgent.lockFile(host)
              + ": process ");
      assertThat(
              RunningAgent.await(
                  SOON, () -> agent.metric("nf4j_agent_failures_total{reason=\"lock\"}") > 2))
          .isTrue();
      // However often it tries, one thread waits.
      assertThat(threads("xtables.lock")).isLessThanOrEqualTo(1);
      assertThat(saved(Mode.LEGACY)).isEqualTo(saved);
      assertThat(agent.page("/healthz")).startsWith("200");
    }
    awaitReady();
    assertThat(saved(Mode.LEGACY)).isEqualTo(saved.replace("80", "81"));
  }

  private long threads(String name) throws IOException {
    long count = 0;
    try (var tasks = Files.list(Path.of("/proc", String.valueOf(agent.handle().pid()), "task"))) {
      for (Path task : tasks.toList()) {
        count += Files.readString(task.resolve("comm")).strip().equals(name) ? 1 : 0;
      }
    }
    return count;
  }

  /** As in a container whose files are read-only, into which no lock file was mounted. */
  @Test
  void aLockFileThatCanNotBeMade() throws IOException {
    write("a.v4", GOOD);
    start(List.of(), Map.of("XTABLES_LOCKFILE", "/sys/xtables.lock"), "--mode", "legacy");
    assertTold("unavailable", "Fatal: can't open lock file /sys/xtables.lock: Permission denied");
    assertThat(saved(Mode.LEGACY)).doesNotContain("WEB");
  }

  /** The agent ends at once, also while it waits for a lock. */
  @Test
  void theEndWhileALockIsHeld() throws IOException {
    write("a.v4", GOOD);
    try (Rival _ = Rival.holdingTheLock(host)) {
      start(Mode.LEGACY);
      agent.awaitLog(0, "another program holds the xtables lock", SOON);
      long begin = System.nanoTime();
      assertThat(agent.end()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aNameWhereAnAddressMustStand(Mode mode) throws IOException {
    write("a.v4", GOOD);
    start(mode);
    awaitReady();
    final String saved = saved(mode);
    write("b.v4", "*filter\n# a name\n-A INPUT -s www.example.com -j DROP\nCOMMIT\n");
    awaitTold("file: b.v4:3: ");
    assertThat(agent.page("/readyz")).contains("www.example.com");
    assertThat(agent.metric("nf4j_agent_file_errors")).isEqualTo(1);
    assertThat(saved(mode)).isEqualTo(saved);
    Files.delete(rules.resolve("b.v4"));
    awaitReady();
  }

  @Test
  void aSetThatIsTooBigForItself() throws IOException {
    write("a.ipset", "create blocked hash:ip maxelem 4\nadd blocked 192.0.2.1\n");
    start(Mode.NFT);
    awaitReady();
    final String saved = saved(Mode.NFT);
    StringBuilder text = new StringBuilder("create blocked hash:ip maxelem 4\n");
    for (int i = 0; i < 64; i++) {
      text.append("add blocked 192.0.2.").append(i).append('\n');
    }
    write("a.ipset", text.toString());
    awaitTold("a.ipset:");
    assertThat(agent.page("/readyz"))
        .contains("file: a.ipset:6: Hash is full, cannot add more elements\n");
    assertThat(saved(Mode.NFT)).isEqualTo(saved);
    assertThat(agent.metric("nf4j_agent_ready")).isZero();
    write("a.ipset", text.toString().replace("maxelem 4", "maxelem 64"));
    awaitReady();
    assertThat(saved(Mode.NFT).lines().filter(line -> line.startsWith("add blocked")).count())
        .isEqualTo(64);
  }

  @Test
  void aFileThatIsTooLargeForTheMemory() throws IOException {
    write("a.v4", GOOD);
    start(List.of(), LITTLE_MEMORY, "--mode", "nft");
    awaitReady();
    final String saved = saved(Mode.NFT);
    write("b.ipset", "# nothing at all\n".repeat(1_000_000));
    awaitTold("file: b.ipset: is too large");
    assertThat(saved(Mode.NFT)).isEqualTo(saved);
    Files.delete(rules.resolve("b.ipset"));
    awaitReady();
  }

  /** The file may be read, but what it says takes more memory than there is. */
  @Test
  void aSetThatIsTooBigForTheMemory() throws IOException {
    write("a.v4", GOOD);
    start(List.of(), LITTLE_MEMORY, "--mode", "nft");
    awaitReady();
    final String saved = saved(Mode.NFT);
    // One character beyond Latin-1 makes a string of twice the bytes.
    StringBuilder text = new StringBuilder("# 一百万\ncreate many hash:ip maxelem 1000000\n");
    for (int i = 0; text.length() < 7_600_000; i++) {
      text.append("add many 10.").append(i >> 16).append('.').append(i >> 8 & 0xff);
      text.append('.').append(i & 0xff).append('\n');
    }
    write("b.ipset", text.toString());
    awaitTold("memory: ");
    assertThat(agent.metric("nf4j_agent_failures_total{reason=\"memory\"}")).isPositive();
    assertThat(saved(Mode.NFT)).isEqualTo(saved);
    host.exec("iptables-nft", "-F", "WEB").orThrow("-F");
    assertThat(RunningAgent.await(SOON, () -> saved(Mode.NFT).equals(saved))).isTrue();
    Files.delete(rules.resolve("b.ipset"));
    awaitReady();
  }

  @Test
  void textThatIsNone() throws IOException {
    write("a.v4", GOOD);
    start(Mode.NFT);
    awaitReady();
    Files.write(rules.resolve("b.v4"), new byte[] {'*', 'f', '\n', (byte) 0xff, (byte) 0xfe});
    assertTold("file", "b.v4:2: is not UTF-8 text");
    Files.delete(rules.resolve("b.v4"));
    awaitReady();
  }

  /** Another program has the port: the rules are kept all the same, and it answers later. */
  @Test
  void aPortThatIsTaken() throws IOException {
    write("a.v4", GOOD);
    try (RunningAgent first =
        RunningAgent.start(host, Map.of(), List.of("--rules", rules.toString(), "--mode", "nft"))) {
      assertThat(RunningAgent.await(SOON, first::isReady)).isTrue();
      Path others = Files.createDirectory(host.directory().resolve("others"));
      Files.writeString(others.resolve("a.v4"), GOOD.replace("WEB", "OTHER"));
      agent =
          RunningAgent.start(
              host,
              Map.of(),
              List.of("--rules", others.toString(), "--mode", "nft", "--name", "other"));
      agent.awaitLog(0, "can't listen, it is tried again", SOON);
      assertThat(RunningAgent.await(SOON, () -> saved(Mode.NFT).contains("-A OTHER"))).isTrue();
    }
    agent.awaitLog(0, "msg=answering", SOON);
    assertThat(agent.page("/status")).contains("\"name\": \"other\"");
  }

  /** A program that undoes each repair at once is given more and more time. */
  @Test
  void aFight() throws IOException {
    write("a.v4", GOOD);
    start(Mode.NFT, "--repairs-per-minute", "5");
    awaitReady();
    try (Rival _ =
        Rival.start(
            "nsenter",
            "--net=" + host.file(),
            "sh",
            "-c",
            "while :; do iptables-nft -F WEB; sleep 0.05; done")) {
      awaitTold(
          "fight: another program undoes the agent's changes again and again: " + "iptables-nft");
      assertThat(agent.metric("nf4j_agent_fighting")).isEqualTo(1);
      assertThat(agent.metric("nf4j_agent_failures_total{reason=\"fight\"}")).isPositive();
      double repairs = agent.metric("nf4j_agent_drift_repairs_total{noticed=\"event\"}");
      RunningAgent.pause(2000);
      assertThat(agent.metric("nf4j_agent_drift_repairs_total{noticed=\"event\"}") - repairs)
          .isLessThan(6);
    }
  }
}
