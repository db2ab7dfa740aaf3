package org.netfilter4j.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Rejected;

/** The agent's words and variables. */
class AgentOptionsTest {
  private static AgentOptions read(String words) {
    return AgentOptions.read(List.of(words.split(" ")), Map.of());
  }

  private static InetSocketAddress address(byte[] bytes, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void whatIsNotSaidHasAUsualValue() {
    AgentOptions options = read("--rules /rules");
    assertThat(options.task()).isEqualTo(AgentOptions.Task.RUN);
    assertThat(options.rules()).isEqualTo(Path.of("/rules"));
    assertThat(options.askedMode()).isNull();
    assertThat(options.listen()).isEqualTo(address(new byte[] {127, 0, 0, 1}, 9469));
    assertThat(options.settle()).isEqualTo(Duration.ofMillis(100));
    assertThat(options.resync()).isEqualTo(Duration.ofMinutes(1));
    assertThat(options.jsonLog()).isFalse();
    assertThat(options.cleanupOnExit()).isFalse();
    assertThat(options.keeping().lockSeconds()).isEqualTo(1);
  }

  @Test
  void aWordComesBeforeAVariable() {
    Map<String, String> variables =
        Map.of(
            "NF4J_AGENT_RULES", "/a",
            "NF4J_AGENT_MODE", "legacy",
            "NF4J_AGENT_LOG_FORMAT", "json",
            "NF4J_AGENT_REPAIRS_PER_MINUTE", "7",
            "NF4J_AGENT_CLEANUP_ON_EXIT", "true",
            "NF4J_AGENT_ADOPT", "0");
    AgentOptions options = AgentOptions.read(List.of("--rules=/b", "--mode", "nft"), variables);
    assertThat(options.rules()).isEqualTo(Path.of("/b"));
    assertThat(options.askedMode()).isEqualTo(Mode.NFT);
    assertThat(options.jsonLog()).isTrue();
    assertThat(options.repairsPerMinute()).isEqualTo(7);
    assertThat(options.cleanupOnExit()).isTrue();
    assertThat(options.keeping().adopt()).isFalse();
  }

  @Test
  void eachFlagIsAVariableAndStandsInTheUsage() {
    for (AgentFlag flag : AgentFlag.values()) {
      assertThat(AgentOptions.usage()).contains(flag.word());
      if (flag.operand() == null && flag != AgentFlag.CLEANUP) {
        AgentOptions options =
            AgentOptions.read(List.of(), Map.of("NF4J_AGENT_RULES", "/r", flag.variable(), "1"));
        assertThat(options.rules()).isEqualTo(Path.of("/r"));
      }
      assertThat(flag.variable())
          .isEqualTo(
              "NF4J_AGENT_"
                  + flag.word().substring(2).replace('-', '_').toUpperCase(java.util.Locale.ROOT));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--once, ONCE",
    "--check, CHECK",
    "--cleanup, CLEANUP",
  })
  void aTask(String word, AgentOptions.Task task) {
    assertThat(read("--rules /r " + word).task()).isEqualTo(task);
  }

  @Test
  void statusNeedsNoDirectory() {
    AgentOptions options = read("status --listen [::1]:1");
    assertThat(options.task()).isEqualTo(AgentOptions.Task.STATUS);
    assertThat(options.listen())
        .isEqualTo(address(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 1));
    assertThat(read("--cleanup").task()).isEqualTo(AgentOptions.Task.CLEANUP);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--once | agent: --rules DIR is missing; see nf4j agent --help",
        "--rules | option \"--rules\" requires an argument",
        "--rule /r | agent: unknown word \"--rule\"; see nf4j agent --help",
        "--rules /r x | agent: unknown word \"x\"; see nf4j agent --help",
        "--rules /r --mode nftables | agent: --mode is \"nftables\", expected nft, legacy or auto",
        "--rules /r --listen localhost:80 | agent: --listen is \"localhost:80\", expected"
            + " ADDRESS:PORT or none",
        "--rules /r --listen 127.0.0.1 | agent: --listen is \"127.0.0.1\", expected ADDRESS:PORT or"
            + " none",
        "--rules /r --listen 127.0.0.1:65536 | agent: --listen is \"127.0.0.1:65536\", expected"
            + " ADDRESS:PORT or none",
        "--rules /r --poll 1 | agent: --poll is \"1\", expected a time such as 100ms, 5s, 2m or 1h",
        "--rules /r --poll 0s | agent: --poll is \"0s\", expected a time such as 100ms, 5s, 2m or"
            + " 1h",
        "--rules /r --resync 9999999999s | agent: --resync is \"9999999999s\", expected a time such"
            + " as 100ms, 5s, 2m or 1h",
        "--rules /r --repairs-per-minute 0 | agent: --repairs-per-minute is \"0\", expected a"
            + " number from 1",
        "--rules /r --log-format xml | agent: --log-format is \"xml\", expected logfmt or json",
        "--rules /r --log-level all | agent: --log-level is \"all\", expected debug, info, warn or"
            + " error",
        "--rules /r --name a/b | agent: --name is \"a/b\", expected at most 17 letters, digits,"
            + " dots, hyphens and underscores",
        "--rules /r --once --check | agent: --once and --check exclude one another",
        "--rules /r --adopt=maybe | --adopt is \"maybe\", expected 1 or 0",
      })
  void whatIsWrongIsToldInOneLine(String words, String message) {
    assertThatThrownBy(() -> read(words))
        .isInstanceOf(Rejected.class)
        .hasMessage(message)
        .extracting(e -> ((Rejected) e).kind().exit())
        .isEqualTo(2);
  }
}
