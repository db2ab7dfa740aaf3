package org.netfilter4j.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.model.Mode;

/** An agent that was told no mode goes where the host's other programs go. */
@Timeout(120)
class AgentModeTest {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String MOVED = "msg=\"the rules go to the other mode\"";
  private static final String RULES =
      """
      *filter
      :WEB - [0:0]
      -I INPUT -p tcp -m tcp --dport 80 -j WEB
      -A WEB -m set --match-set friends src -j ACCEPT
      -A WEB -s 192.0.2.7 -j REJECT
      -A WEB -j DROP
      COMMIT
      """;

  private Namespace host;
  private Path rules;
  private RunningAgent agent;

  @BeforeEach
  void open() throws IOException {
    Oracle.require("iptables-nft", "iptables-legacy", "ipset", "flock");
    host = Namespace.open();
    rules = Files.createDirectory(host.directory().resolve("rules"));
    Files.writeString(rules.resolve("a.ipset"), "create friends hash:net\nadd friends 192.0.2.8\n");
    Files.writeString(rules.resolve("b.v4"), RULES);
  }

  @AfterEach
  void close() {
    if (agent != null) {
      agent.close();
    }
    host.close();
  }

  private void start(String... words) {
    List<String> all = new ArrayList<>(List.of("--rules", rules.toString(), "--resync", "1s"));
    all.addAll(List.of(words));
    agent = RunningAgent.start(host, Map.of(), all);
  }

  private String sh(String script) {
    return host.shell().run(Command.script(script)).orThrow(script).stdout();
  }

  private String saved(Mode mode) {
    return sh("iptables-" + mode.word() + "-save");
  }

  private static Mode other(Mode mode) {
    return mode == Mode.NFT ? Mode.LEGACY : Mode.NFT;
  }

  /** Its rules are in this mode, and nothing of its own is in the other. */
  private void awaitIn(Mode mode) {
    boolean there =
        RunningAgent.await(
            SOON,
            () ->
                saved(mode).contains("-A WEB -j DROP")
                    && !saved(other(mode)).contains("WEB")
                    && !saved(other(mode)).contains("NF4J"));
    assertThat(there)
        .as("%s\n%s\n%s", saved(Mode.NFT), saved(Mode.LEGACY), String.join("\n", agent.log()))
        .isTrue();
  }

  private long moves() {
    return agent.log().stream().filter(line -> line.contains(MOVED)).count();
  }

  /** The agent was there before the kubelet, whose chain says at last which mode it is. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void theKubeletComesLate(Mode to) {
    Mode from = other(to);
    sh("iptables-" + from.word() + " -A FORWARD -j ACCEPT");
    start();
    awaitIn(from);
    sh("ipset add friends 203.0.113.1; ipset del friends 203.0.113.1");
    sh("iptables-" + to.word() + " -t mangle -N KUBE-IPTABLES-HINT");
    agent.awaitLog(0, MOVED, SOON);
    awaitIn(to);
    assertThat(agent.log())
        .filteredOn(line -> line.contains(MOVED))
        .singleElement()
        .asString()
        .contains("from=" + from.word() + " to=" + to.word())
        .contains("why=\"the kubelet has made its chain there\"")
        .contains("rules_added=4 rules_removed=4");
    assertThat(saved(from)).contains("-A FORWARD -j ACCEPT");
    assertThat(sh("ipset save friends")).contains("add friends 192.0.2.8\n");
    assertThat(RunningAgent.await(SOON, agent::isReady)).isTrue();
    assertThat(agent.page("/status")).contains("\"mode\": \"" + to.word() + "\"");
    assertThat(agent.metric("nf4j_agent_mode_moves_total{to=\"" + to.word() + "\"}")).isEqualTo(1);
    assertThat(agent.metric("nf4j_agent_rules{chain=\"WEB\",family=\"ipv4\",table=\"filter\"}"))
        .isEqualTo(3);
    assertThat(agent.page("/metrics")).contains("nf4j_agent_info{mode=\"" + to.word() + "\"");
    // It keeps them there, and nowhere else.
    sh("iptables-" + to.word() + " -w -F WEB");
    awaitIn(to);
    assertThat(agent.end()).isZero();
    assertThat(moves()).isEqualTo(1);
  }

  /** Of the agent's own rules there are more than of others', and they count for nothing. */
  @Test
  void othersRulesDecideAndNotItsOwn() {
    start();
    awaitIn(Mode.NFT);
    sh("iptables-legacy -A FORWARD -j ACCEPT; iptables-legacy -A FORWARD -p icmp -j DROP");
    awaitIn(Mode.LEGACY);
    agent.awaitLog(0, "why=\"others have 2 rules there and 0 here\"", SOON);
    // A little more is not clearly more.
    sh("for i in 1 2 3; do iptables-nft -A FORWARD -s 192.0.2.$i -j ACCEPT; done");
    RunningAgent.pause(6000);
    awaitIn(Mode.LEGACY);
    // Neither does a new start change that.
    agent.kill();
    start();
    agent.awaitLog(0, "mode=legacy", SOON);
    assertThat(RunningAgent.await(SOON, agent::isReady)).isTrue();
    awaitIn(Mode.LEGACY);
    assertThat(moves()).isZero();
    // What was clear while it was not there, it follows at its start.
    agent.kill();
    sh("iptables-legacy -F FORWARD");
    start();
    awaitIn(Mode.NFT);
    agent.awaitLog(0, "mode=nft", SOON);
    agent.awaitLog(0, "msg=\"the rules of the mode before are gone\" mode=legacy", SOON);
  }

  /** Where the rules can't be had in the other mode they stay, whole, where they are. */
  @Test
  void whatCanNotBeThereStays() throws IOException {
    sh("iptables-nft -N DOCKER-USER");
    Files.writeString(
        rules.resolve("b.v4"), RULES.replace("-I INPUT -p tcp", "-I DOCKER-USER -p tcp"));
    start();
    awaitIn(Mode.NFT);
    sh("iptables-legacy -t mangle -N KUBE-IPTABLES-HINT");
    agent.awaitLog(0, "msg=\"the rules stay in this mode\" wanted=legacy", SOON);
    agent.awaitLog(0, "chain DOCKER-USER is not there in IPv4 filter", SOON);
    awaitIn(Mode.NFT);
    assertThat(RunningAgent.await(SOON, agent::isReady)).isTrue();
    sh("iptables-legacy -N DOCKER-USER");
    awaitIn(Mode.LEGACY);
    agent.awaitLog(0, MOVED, SOON);
    assertThat(moves()).isEqualTo(1);
  }

  /** A lock that is held delays the removal, and nothing else. */
  @Test
  void theLockIsHeld() throws IOException, InterruptedException {
    sh("iptables-legacy -A FORWARD -j ACCEPT");
    start("--lock-wait", "200ms");
    awaitIn(Mode.LEGACY);
    Process holder =
        new ProcessBuilder("flock", RunningAgent.lockFile(host).toString(), "sleep", "60").start();
    RunningAgent.pause(300);
    sh("iptables-nft -t mangle -N KUBE-IPTABLES-HINT");
    agent.awaitLog(0, "msg=\"the rules of the mode before can't be removed yet\"", SOON);
    assertThat(saved(Mode.NFT)).contains("-A WEB -j DROP");
    assertThat(saved(Mode.LEGACY)).contains("-A WEB -j DROP");
    holder.descendants().forEach(ProcessHandle::destroyForcibly);
    holder.destroyForcibly().waitFor();
    awaitIn(Mode.NFT);
  }

  /** A mode that was asked for is kept. */
  @Test
  void aModeThatWasAskedFor() {
    start("--mode", "nft");
    awaitIn(Mode.NFT);
    sh("iptables-legacy -t mangle -N KUBE-IPTABLES-HINT");
    RunningAgent.pause(2500);
    awaitIn(Mode.NFT);
    assertThat(moves()).isZero();
  }
}
