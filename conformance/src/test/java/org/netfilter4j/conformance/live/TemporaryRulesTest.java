package org.netfilter4j.conformance.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.model.Mode;

/** nf4j bisect as a process: what it prints, and that its rules are gone however it ends. */
@Timeout(120)
class TemporaryRulesTest {
  private static final long SEED = 20_261_123;
  private static final int KILLS = 6;

  private @Nullable Neighbours opened;

  @BeforeEach
  void open() {
    opened = new Neighbours();
    opened.listen(80);
  }

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
  }

  private Neighbours neighbours() {
    return java.util.Objects.requireNonNull(opened);
  }

  private String[] bisect(String... more) {
    List<String> words =
        new java.util.ArrayList<>(
            List.of("bisect", "-s", Neighbours.CLIENT, "-p", "tcp", "--dport", "80"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private static String text(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String errors(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void namesTheGuidesRuleItsReasonAndTheRemedy() throws Exception {
    neighbours().rules(Mode.NFT, BisectTest.GUIDE_RULES);
    String before = neighbours().saved();
    Process process = neighbours().start(bisect("--test", neighbours().connecting(80)));
    String out = text(process);
    assertThat(errors(process)).isEmpty();
    assertThat(process.waitFor()).isZero();
    assertThat(out)
        .contains(
            "1  as it is: does not get through\n",
            "DROPPED by rule 1 of chain BASE-RULE, table filter (nft, IPv4), found by ",
            "  -A BASE-RULE -i eth0 -m set ! --match-set whiteiplist src -m set --match-set"
                + " whiteportlist dst -j DROP\n"
                + "  because input interface is eth0, 192.168.1.2 is not in set whiteiplist and"
                + " port 80 (destination) is in set whiteportlist\n",
            "To let them pass (tried here: they get through):\n"
                + "iptables -I BASE-RULE 1 -s 192.168.1.2/32 -p tcp -m tcp --dport 80 -j ACCEPT\n");
    assertThat(neighbours().saved()).isEqualTo(before);
    neighbours().rules(Mode.NFT, out.substring(out.lastIndexOf("\niptables") + 1));
    assertThat(neighbours().connects(Neighbours.HOST, 80, 500)).isTrue();
  }

  @Test
  void findsByCountersWithoutATest() throws Exception {
    neighbours().rules(Mode.LEGACY, BisectTest.GUIDE_RULES);
    String before = neighbours().saved();
    Thread traffic =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (!Thread.currentThread().isInterrupted()) {
                neighbours().connects(Neighbours.HOST, 80, 50);
              }
            });
    try {
      Process process = neighbours().start(bisect("--counters", "--lang", "zh"));
      String out = text(process);
      assertThat(errors(process)).isEmpty();
      assertThat(process.waitFor()).isZero();
      assertThat(out)
          .contains(
              "丢弃，规则 1，链 BASE-RULE，表 filter (legacy, IPv4)，共试 ",
              "iptables-legacy -I BASE-RULE 1 -s 192.168.1.2/32 -p tcp -m tcp --dport 80 -j"
                  + " ACCEPT");
      assertThat(neighbours().saved()).isEqualTo(before);
    } finally {
      traffic.interrupt();
      traffic.join();
    }
  }

  @Test
  void nothingStaysWhereItIsKilledAtAnyMoment() throws Exception {
    Random random = new Random(SEED);
    int caught = 0;
    for (Mode mode : Mode.values()) {
      neighbours().host().clear();
      neighbours().rules(mode, BisectTest.GUIDE_RULES);
      String before = neighbours().saved();
      for (int i = 0; i < KILLS / 2; i++) {
        Process process = neighbours().start(bisect("--for", "60", "--test", "sleep 0.4; false"));
        // Rules stand from about the second attempt on.
        process.waitFor(900 + random.nextInt(1200), TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        caught += neighbours().saved().contains("nf4j bisect until") ? 1 : 0;
        assertThat(after(before)).as("%s, kill %d", mode, i).isEqualTo(before);
      }
    }
    System.err.println(caught + " of " + KILLS + " were seen with their rules still there");
  }

  /** The rules, once they are as they were, or after some seconds as they are. */
  private String after(String before) throws InterruptedException {
    String now = neighbours().saved();
    for (int i = 0; i < 50 && !now.equals(before); i++) {
      Thread.sleep(100);
      now = neighbours().saved();
    }
    return now;
  }

  /** One that asks, and has rules in the chains. */
  private Process asking(Mode mode, String... more) throws IOException {
    neighbours().rules(mode, BisectTest.GUIDE_RULES);
    Process process = neighbours().start(bisect(more));
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    answer(process, "n");
    StringBuilder said = new StringBuilder();
    while (!said.toString().contains("Attempt 2:")) {
      int next = out.read();
      assertThat(next).as(said.toString()).isNotNegative();
      said.append((char) next);
    }
    assertThat(neighbours().saved()).contains("\"nf4j bisect until ");
    return process;
  }

  private static void answer(Process process, String word) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write((word + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  @ParameterizedTest
  @CsvSource({"INT, 130, NFT", "TERM, 143, LEGACY", "HUP, 129, NFT"})
  void nothingStaysAtASignal(String signal, int exit, Mode mode) throws Exception {
    Process process = asking(mode);
    neighbours()
        .host()
        .shell()
        .run(Command.of("kill", "-" + signal, Long.toString(process.pid())))
        .orThrow("kill");
    assertThat(process.waitFor()).isEqualTo(exit);
    assertThat(neighbours().saved()).doesNotContain("nf4j");
    assertThat(errors(process)).isEqualTo("nf4j: the temporary rules are removed\n");
  }

  @Test
  void theNextCommandRemovesWhatNobodyElseDid() throws Exception {
    Process process = asking(Mode.NFT, "--for", "4");
    String before = neighbours().saved().replaceAll(".*nf4j bisect.*\n", "");
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
    Result early = neighbours().host().exec(neighbours().nf4j("watch", "--count", "1"), "");
    assertThat(early.exit()).as(early.stderr()).isZero();
    assertThat(neighbours().saved()).contains("nf4j bisect until");
    TimeUnit.SECONDS.sleep(4);
    Result late = neighbours().host().exec(neighbours().nf4j("watch", "--count", "1"), "");
    assertThat(late.exit()).isZero();
    assertThat(neighbours().saved()).isEqualTo(before);
  }

  @Test
  void theWatchdogKeepsTheDeadline() throws Exception {
    Process process = asking(Mode.LEGACY, "--for", "3");
    TimeUnit.MILLISECONDS.sleep(3500);
    assertThat(process.isAlive()).isTrue();
    assertThat(neighbours().saved()).doesNotContain("nf4j");
    answer(process, "y");
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(errors(process)).startsWith("nf4j: the time is over: it was to end at ");
  }

  @Test
  void placesAreFoundAgainWhereOthersChangeTheRules() throws Exception {
    Process process = asking(Mode.NFT);
    neighbours().rules(Mode.NFT, "iptables -I INPUT 1 -p udp -j DROP");
    neighbours().rules(Mode.NFT, "iptables -I BASE-RULE 1 -p udp -j DROP");
    answer(process, "y");
    // From here on as a connection would do.
    Thread person =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                while (process.isAlive()) {
                  Thread.sleep(700);
                  answer(process, neighbours().connects(Neighbours.HOST, 80, 200) ? "y" : "n");
                }
              } catch (IOException | InterruptedException e) {
                // It has what it needs.
              }
            });
    String out = text(process);
    assertThat(process.waitFor()).as(errors(process)).isZero();
    person.join();
    assertThat(out).contains("DROPPED by rule 2 of chain BASE-RULE", "iptables -I BASE-RULE 2 -s");
    assertThat(neighbours().saved()).doesNotContain("nf4j");
  }
}
