package org.netfilter4j.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** The log's lines. */
class AgentLogTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T07:11:50.004Z"), ZoneOffset.UTC);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private AgentLog log(boolean json, AgentLog.Level least) {
    return new AgentLog(new PrintStream(bytes, true, StandardCharsets.UTF_8), json, least, CLOCK);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void logfmt() {
    log(false, AgentLog.Level.INFO)
        .warn("two words", "n", 3, "e", "", "q", "a \"b\"\n=", "p", "/x:1");
    assertThat(text())
        .isEqualTo(
            "time=2026-11-23T07:11:50.004Z level=warn msg=\"two words\" n=3 e=\"\""
                + " q=\"a \\\"b\\\"\\n=\" p=/x:1\n");
  }

  @Test
  void json() {
    log(true, AgentLog.Level.INFO)
        .info("applied", "n", 3, "changed", true, "q", "a\t\"b\" \u0001é");
    assertThat(text())
        .isEqualTo(
            "{\"time\":\"2026-11-23T07:11:50.004Z\",\"level\":\"info\",\"msg\":\"applied\",\"n\":3,"
                + "\"changed\":true,\"q\":\"a\\t\\\"b\\\" \\u0001é\"}\n");
  }

  @Test
  void whatIsLessGraveIsNotPrinted() {
    AgentLog log = log(false, AgentLog.Level.WARN);
    log.debug("a");
    log.info("b");
    log.warn("c");
    log.error("d");
    assertThat(text().lines().map(line -> line.substring(line.indexOf("level="))))
        .containsExactly("level=warn msg=c", "level=error msg=d");
  }
}
