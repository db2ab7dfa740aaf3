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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;

/** An agent that runs in a namespace of its own with a directory of rules, for tests of it. */
@Timeout(180)
abstract class AgentOnHost {
  static final Duration SOON = Duration.ofSeconds(20);

  /** Starts root with the two capabilities alone, and so without CAP_DAC_OVERRIDE. */
  static final List<String> WITH_THE_CONTAINERS_RIGHTS =
      List.of(
          "setpriv",
          "--no-new-privs",
          "--bounding-set=-all,+net_admin,+net_raw",
          "--inh-caps=-all,+net_admin,+net_raw");

  Namespace host;
  Path rules;
  RunningAgent agent;

  @BeforeEach
  final void open() throws IOException {
    Oracle.require("iptables-nft", "iptables-legacy", "ipset", "flock", "setpriv");
    host = Namespace.open();
    rules = Files.createDirectory(host.directory().resolve("rules"));
    Files.setPosixFilePermissions(host.directory(), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  final void close() {
    if (agent != null) {
      agent.close();
    }
    host.close();
  }

  final void write(String name, String text) throws IOException {
    Files.writeString(rules.resolve(name), text);
  }

  /** Starts the agent with the directory of rules and these words. */
  final void start(List<String> confined, Map<String, String> variables, String... words) {
    List<String> all = new ArrayList<>(List.of("--rules", rules.toString()));
    all.addAll(List.of(words));
    agent = RunningAgent.start(host, confined, variables, all);
  }

  final void awaitReady() {
    awaitReady(SOON);
  }

  final void awaitReady(Duration most) {
    assertThat(RunningAgent.await(most, agent::isReady)).as("ready: %s", told()).isTrue();
  }

  /** Waits until /readyz says this. */
  final void awaitTold(String part) {
    awaitTold(SOON, part);
  }

  final void awaitTold(Duration most, String part) {
    assertThat(RunningAgent.await(most, () -> agent.page("/readyz").contains(part)))
        .as("\"%s\" in %s", part, told())
        .isTrue();
  }

  /** What it says of itself, for messages. */
  private String told() {
    return agent.page("/readyz") + "\n" + String.join("\n", agent.log());
  }
}
