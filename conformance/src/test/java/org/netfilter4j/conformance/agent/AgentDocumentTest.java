package org.netfilter4j.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netfilter4j.agent.AgentOptions;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;

/** docs/agent.md: its files are applied as it says, and it names what there is. */
@Timeout(120)
class AgentDocumentTest {
  private static String document() throws IOException {
    // Surefire runs in the module's folder; the documents are beside it.
    return Files.readString(
        Path.of(System.getProperty("basedir", ""), "..", "docs", "agent.md").toAbsolutePath());
  }

  /** The blocks that begin with a comment which names a file, by its name. */
  private static Map<String, String> files(String document) {
    Map<String, String> files = new java.util.TreeMap<>();
    Matcher matcher =
        Pattern.compile("```\n# rules/(\\S+)\n(.*?)```", Pattern.DOTALL).matcher(document);
    while (matcher.find()) {
      files.put(matcher.group(1), matcher.group(2));
    }
    return files;
  }

  private static Set<String> found(String text, String pattern) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  @Test
  void theExampleIsApplied() throws IOException {
    Oracle.require("iptables-nft", "ipset");
    String document = document();
    Map<String, String> files = files(document);
    assertThat(files).containsOnlyKeys("10-friends.ipset", "20-web.v4");
    Matcher beside = Pattern.compile("#@ after .*\n *-A .*\n").matcher(document);
    assertThat(beside.find()).isTrue();
    try (Namespace host = Namespace.open()) {
      Path rules = Files.createDirectory(host.directory().resolve("rules"));
      for (Map.Entry<String, String> each : files.entrySet()) {
        Files.writeString(rules.resolve(each.getKey()), each.getValue());
      }
      Files.writeString(
          rules.resolve("30-beside.v4"),
          "*filter\n" + beside.group().replace("\n  ", "\n") + "COMMIT\n");
      host.exec(
              "iptables-nft",
              "-A",
              "INPUT",
              "-m",
              "conntrack",
              "--ctstate",
              "RELATED,ESTABLISHED",
              "-j",
              "ACCEPT")
          .orThrow("another program's rule");
      host.exec("iptables-nft", "-A", "INPUT", "-p", "icmp", "-j", "ACCEPT").orThrow("another");
      try (RunningAgent agent =
          RunningAgent.start(
              host, Map.of(), List.of("--rules", rules.toString(), "--mode", "nft"))) {
        assertThat(RunningAgent.await(Duration.ofSeconds(20), agent::isReady))
            .as("%s", agent.log())
            .isTrue();
        assertThat(host.shell().run(Command.line("iptables-nft -S")).stdout().lines())
            .filteredOn(line -> line.startsWith("-A INPUT") || line.startsWith("-A WEB"))
            .map(line -> line.replace(" -m comment --comment nf4j-agent", ""))
            .containsExactly(
                "-A INPUT -p tcp -m tcp --dport 80 -j WEB",
                "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
                "-A INPUT -p tcp -m tcp --dport 443 -j WEB",
                "-A INPUT -p icmp -j ACCEPT",
                "-A WEB -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
                "-A WEB -m set --match-set friends src -j ACCEPT",
                "-A WEB -j DROP");
        assertThat(host.shell().run(Command.line("ipset save friends")).stdout())
            .contains("add friends 192.0.2.0/24\n", "add friends 198.51.100.7\n");
        namesEachMetric(document, agent.page("/metrics"));
      }
    }
  }

  private static void namesEachMetric(String document, String metrics) {
    Set<String> served =
        found(metrics.replaceAll("(?m)^#.*", ""), "(?m)^nf4j_agent_[a-z_]+(?=[{ ])");
    served.removeIf(name -> name.matches(".*_seconds_(bucket|count|sum)"));
    served.add("nf4j_agent_apply_duration_seconds");
    assertThat(found(document, "nf4j_agent_[a-z_]+")).isEqualTo(served);
    for (String reason : found(metrics, "(?<=reason=\")[a-z_]+")) {
      assertThat(document).contains("`" + reason + "`");
    }
  }

  @Test
  void itNamesEachFlag() throws IOException {
    String document = document();
    Set<String> flags = found(AgentOptions.usage(), "--[a-z][a-z-]+");
    flags.remove("--help");
    List<String> missing = new ArrayList<>();
    for (String flag : flags) {
      if (!document.contains("`" + flag)) {
        missing.add(flag);
      }
    }
    assertThat(missing).isEmpty();
    assertThat(flags).hasSizeGreaterThan(15);
  }
}
