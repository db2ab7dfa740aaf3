package org.netfilter4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code nf4j show} on the examples: what is listed in which order, and whose it is. */
class ShowCommandTest {
  @TempDir private Path folder;

  private ExampleHost.Result show(String host, String words) {
    return new ExampleHost(folder.resolve("unused-" + System.nanoTime()), "guide")
        .run(
            "nf4j show --host " + ExampleHost.ROOT.resolve("examples").resolve(host) + " " + words);
  }

  @Test
  void tablesComeInTheOrderInWhichAPacketMeetsThem() {
    ExampleHost.Result result = show("docker-host", "");
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isZero();
    List<String> heads =
        result.out().lines().filter(line -> line.matches("[A-Z]+|.*  policy .*")).toList();
    assertThat(heads.stream().map(line -> line.replaceFirst("  policy.*", "").strip()))
        .containsExactly(
            "PREROUTING",
            "-100  nat (nft)",
            "INPUT",
            "0  filter (nft)",
            "100  nat (nft)",
            "FORWARD",
            "0  filter (nft)",
            "OUTPUT",
            "-100  nat (nft)",
            "0  filter (nft)",
            "POSTROUTING",
            "100  nat (nft)");
    assertThat(result.out())
        .contains("chains of table filter (nft)")
        .contains("  DOCKER-USER  from FORWARD 1")
        .contains("policy DROP         0        0  # Docker")
        .contains("# Docker: published port 8080/tcp, container 172.17.0.2:80")
        .containsPattern("--comment \"office network is blocked\" -j DROP\n");
  }

  @Test
  void rulesAreChosenByTheirOwnerAndTheirText() {
    ExampleHost.Result hand = show("docker-host", "--owner hand");
    assertThat(hand.out()).contains("office network is blocked").doesNotContain("# Docker");
    ExampleHost.Result text = show("docker-host", "nat --grep dnat --lang zh");
    assertThat(text.out().lines().filter(line -> line.contains(" -j ")))
        .singleElement()
        .asString()
        .endsWith("# Docker：发布的端口 8080/tcp，容器 172.17.0.2:80");
    ExampleHost.Result chain = show("kubernetes-node", "nat KUBE-SERVICES --owner kube-proxy");
    assertThat(chain.out()).contains("# kube-proxy: service ").doesNotContain("POSTROUTING");
    ExampleHost.Result none = show("guide", "--owner tailscale");
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.out()).isEmpty();
    assertThat(none.err()).isEqualTo("there is nothing to show\n");
  }

  @Test
  void programsGetTheSame() {
    ExampleHost.Result result = show("docker-host", "nat DOCKER --json");
    JsonNode chain = JsonMapper.builder().build().readTree(result.out()).get(0);
    assertThat(chain.get("mode").asString()).isEqualTo("nft");
    assertThat(chain.get("table").asString()).isEqualTo("nat");
    assertThat(chain.get("chain").asString()).isEqualTo("DOCKER");
    assertThat(chain.get("origin").get("owner").asString()).isEqualTo("docker");
    JsonNode rule = chain.get("rules").get(chain.get("rules").size() - 1);
    assertThat(rule.get("rule").asString()).endsWith("-j DNAT --to-destination 172.17.0.2:80");
    assertThat(rule.get("origin").get("details").get("publishedPort").asString()).isEqualTo("8080");
    assertThat(rule.get("origin").get("details").get("container").asString())
        .isEqualTo("172.17.0.2:80");
  }
}
