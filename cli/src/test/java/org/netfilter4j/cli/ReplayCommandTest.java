package org.netfilter4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayCommandTest {
  @TempDir Path folder;
  private ExampleHost guide;
  private String capture;

  @BeforeEach
  void copy() {
    guide = new ExampleHost(folder, "guide");
    capture = guide.directory().resolve("capture.pcap").toString();
  }

  @Test
  void namesTheRuleThatDroppedAndWhatWasCounted() {
    ExampleHost.Result replay = guide.run("nf4j replay -i eth0 " + capture);
    assertThat(replay.exit()).isZero();
    assertThat(replay.err()).isEmpty();
    assertThat(replay.out())
        .contains(
            "DROPPED (first packet ",
            "): filter BASE-RULE 1  -i eth0 -m set ! --match-set whiteiplist src",
            "-A INPUT -p icmp -j ACCEPT");
  }

  @Test
  void aCommitCountsAndWithoutNothingIsKept() throws IOException {
    Path rules = guide.directory().resolve("nft/rules.v4");
    String before = Files.readString(rules);
    guide.run("nf4j replay -i eth0 " + capture);
    assertThat(rules).hasContent(before);
    assertThat(guide.run("nf4j replay --commit -i eth0 " + capture).exit()).isZero();
    assertThat(guide.run("iptables -nvL BASE-RULE").out()).contains("    2   120 DROP ");
  }

  @Test
  void writesWhatPassed() {
    Path out = folder.resolve("out.pcap");
    ExampleHost.Result replay =
        guide.run("nf4j replay -i eth0 --json --lang zh --out " + out + " " + capture);
    assertThat(replay.out()).startsWith("{").contains("\"verdict\" : \"DROP\"", "已丢弃");
    assertThat(out).exists();
    assertThat(guide.run("nf4j replay -i eth0 --rate " + out).err()).contains(" packets/s");
  }

  @ParameterizedTest
  @CsvSource({
    "-i eth0, 2, name the capture",
    "--wat x.pcap, 2, unknown option",
    "a.pcap b.pcap, 2, one word too many",
    "--assume maybe a.pcap, 2, neither yes nor no",
    "--lang fr a.pcap, 2, neither en nor zh",
    "--seed x a.pcap, 2, not a whole number",
    "a.pcap --out, 2, requires an argument",
    "-i eth0 /nowhere.pcap, 1, no such file",
    "-i eth9 CAPTURE, 1, no interface",
    "-i eth0 --out /nowhere/out.pcap CAPTURE, 1, can't be written",
  })
  void badInputGetsOneLine(String words, int exit, String says) {
    ExampleHost.Result replay = guide.run("nf4j replay " + words.replace("CAPTURE", capture));
    assertThat(replay.exit()).isEqualTo(exit);
    assertThat(replay.err().lines()).singleElement().asString().startsWith("nf4j: ").contains(says);
    assertThat(replay.out()).isEmpty();
  }

  @Test
  void theBarIsDrawnOnlyForATerminalAndGoneAfterwards() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try (ProgressBar unseen = new ProgressBar(err, false, System.nanoTime() - 5_000_000_000L)) {
      unseen.at(50, 100, 1000);
    }
    assertThat(bytes.size()).isZero();
    try (ProgressBar bar = new ProgressBar(err, true, System.nanoTime() - 5_000_000_000L)) {
      bar.at(50, 100, 1000);
      assertThat(bytes.toString(StandardCharsets.UTF_8))
          .contains("[###############               ]  50%  1,000 packets");
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).endsWith("\r\033[K");
  }
}
