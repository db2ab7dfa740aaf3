package org.netfilter4j.conformance.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.model.Mode;

/** nf4j watch with real packets: in a terminal as a person would use it, and in lines. */
@Timeout(120)
class WatchTest {
  private static final long PATIENCE_SECONDS = 20;

  private @Nullable Neighbours opened;
  private @Nullable String server;

  @BeforeEach
  void open() {
    opened = new Neighbours();
    opened.listen(80);
  }

  @AfterEach
  void close() {
    if (server != null) {
      tmux("kill-server");
    }
    if (opened != null) {
      opened.close();
    }
  }

  private Neighbours neighbours() {
    return java.util.Objects.requireNonNull(opened);
  }

  // In lines

  @ParameterizedTest
  @EnumSource(Mode.class)
  void linesTellWhatMoved(Mode mode) throws Exception {
    neighbours().rules(mode, BisectTest.GUIDE_RULES);
    Process process = neighbours().start("watch", "--interval", "0.3", "--count", "200");
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).startsWith("nf4j watch  all rules  every 0.3 s, for 0 s, 0 of ");
      assertThat(out.readLine().strip().split("  +"))
          .containsExactly("packets/s", "bytes/s", "packets", "bytes", "where, whose, rule");
      // One packet, 60 bytes: a SYN with the options that Linux sends.
      neighbours().connects(Neighbours.HOST, 80, 50);
      String rule = line(out, " BASE-RULE 1 ");
      assertThat(rule)
          .matches(
              " +\\d+\\.\\d +\\d+(\\.\\d)? +1 +60  "
                  + mode.word()
                  + " filter BASE-RULE 1  -i eth0 -m set ! --match-set whiteiplist src -m set"
                  + " --match-set whiteportlist dst -j DROP");
      // Others may zero: what was counted counts on.
      neighbours().rules(mode, "iptables -Z");
      TimeUnit.MILLISECONDS.sleep(700);
      neighbours().connects(Neighbours.HOST, 80, 50);
      assertThat(line(out, " BASE-RULE 1 ")).matches(".* 2 +120  " + mode.word() + " filter .*");
      // And insert: a rule keeps its count at its new place.
      neighbours().rules(mode, "iptables -I BASE-RULE 1 -p udp -j DROP");
      neighbours().connects(Neighbours.HOST, 80, 50);
      assertThat(line(out, " BASE-RULE 2 ")).matches(".* 3 +180  " + mode.word() + " filter .*");
    } finally {
      process.destroy();
      process.waitFor();
    }
    assertThat(process.exitValue()).isEqualTo(143);
  }

  private static String line(BufferedReader out, String with) throws Exception {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.contains(with)) {
        return line;
      }
    }
    throw new AssertionError("the end, and no line with " + with);
  }

  @Test
  void aClassLeavesTheRulesThatCanMatchIt() {
    neighbours()
        .rules(
            Mode.NFT,
            """
            iptables -A INPUT -s 192.168.1.9 -d 192.168.1.9 -j ACCEPT
            iptables -A INPUT -p tcp --sport 81 --dport 81 -j ACCEPT
            iptables -A INPUT -p udp --dport 80 -j ACCEPT
            iptables -A INPUT -p tcp --dport 80 -j DROP
            iptables -A OUTPUT -p tcp --sport 80 -j ACCEPT
            ip6tables -A INPUT -p tcp --dport 80 -j DROP
            """);
    neighbours().rules(Mode.LEGACY, "iptables -A INPUT -m mark --mark 7 -j DROP");
    Result watched =
        neighbours()
            .host()
            .exec(
                neighbours()
                    .nf4j(
                        "watch",
                        "-s",
                        "192.168.1.2",
                        "-p",
                        "tcp",
                        "--dport",
                        "80",
                        "--interval",
                        "0.1",
                        "--count",
                        "1"),
                "");
    assertThat(watched.stderr()).isEmpty();
    // Two rules and two policies of nft, one rule and three policies of legacy.
    assertThat(watched.stdout())
        .startsWith(
            "nf4j watch  rules that can match -s 192.168.1.2/32 -p tcp -m tcp --dport 80  every 0.1"
                + " s, for 0 s, 0 of 8 move\n")
        .endsWith("  nothing moves\n");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aProbeCountsTheClassAlone(Mode mode) throws Exception {
    neighbours().rules(mode, BisectTest.GUIDE_RULES);
    String before = neighbours().saved();
    Process process =
        neighbours()
            .start(
                "watch",
                "-s",
                "192.168.1.2",
                "-p",
                "tcp",
                "--dport",
                "80",
                "--probe",
                "--interval",
                "0.3");
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).startsWith("nf4j watch  rules that can match ");
      neighbours().connects(Neighbours.HOST, 81, 50);
      neighbours().connects(Neighbours.HOST, 80, 50);
      assertThat(line(out, " BASE-RULE  =>"))
          .matches(
              " +\\d.* 1 +60  "
                  + mode.word()
                  + " filter BASE-RULE  => the described packets come here: -s 192.168.1.2/32 -p"
                  + " tcp -m tcp --dport 80");
    } finally {
      process.destroy();
      process.waitFor();
    }
    assertThat(neighbours().saved()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "watch --interval 0| nf4j: --interval: \"0\" is not a number of seconds from 0.1 to 3600",
        "watch --count -1| nf4j: --count: \"-1\" is not a number from 1 to 1000000",
        "watch --sort x| nf4j: --sort: \"x\" is neither packets nor bytes",
        "watch --probe| nf4j: --probe: describe the packets, as -s 192.0.2.7 -p tcp --dport 80",
        "watch -s 10.0.0.1/33| nf4j: -s: \"10.0.0.1/33\" has no prefix length from 0 to 32",
        "watch --nonsense| nf4j: unknown option \"--nonsense\"; \"nf4j watch --help\" lists them",
        "bisect -s| nf4j: option \"-s\" requires an argument",
        "bisect -s 10.0.0.1 --dport 80| nf4j: -p: say which protocol the port is of",
        "bisect -s 10.0.0.1 -p icmp --dport 80| nf4j: -p: protocol icmp has no ports",
        "bisect -s 10.0.0.1 -p tcp --dport 99999| nf4j: --dport: \"99999\" is not a port, nor the"
            + " name of a service",
        "bisect -s fe80::1 -d 10.0.0.1| nf4j: -d: 10.0.0.1 is not an IPv6 address",
        "bisect -p tcp --dport 80| nf4j: these packets may be anybody's: say -p, and -s or -d with"
            + " one address or a small network; or --wide to accept them all for a while",
        "bisect -s 10.0.0.1 -p icmp --icmp-type nonsense --test true| nf4j: Unknown ICMP type"
            + " `nonsense'",
        "bisect -s 10.0.0.1 -p tcp --test true --counters| nf4j: --test and --counters exclude one"
            + " another",
        "bisect| nf4j: bisect: describe the packets, as -s 192.0.2.7 -p tcp --dport 80; \"nf4j"
            + " bisect --help\" tells more"
      })
  void mistakesAreToldInOneLine(String words, String message) {
    Result result = neighbours().host().exec(neighbours().nf4j(words.split(" ")), "");
    assertThat(result.stderr()).isEqualTo(message + "\n");
    assertThat(result.stdout()).isEmpty();
    assertThat(result.exit()).isEqualTo(2);
  }

  // In a terminal

  private Result tmux(String... words) {
    String name = server == null ? "nf4j-" + neighbours().host().name() : server;
    server = name;
    List<String> command = new ArrayList<>(List.of("tmux", "-L", name, "-f", "/dev/null"));
    command.addAll(List.of(words));
    return neighbours().host().shell().run(Command.of(command));
  }

  private String screen() {
    return tmux("capture-pane", "-p", "-t", "w").orThrow("capture-pane").stdout();
  }

  private String screenWith(String text) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    String screen = screen();
    while (!screen.contains(text) && System.nanoTime() < end) {
      Thread.sleep(100);
      screen = screen();
    }
    assertThat(screen).contains(text);
    return screen;
  }

  /** A shell in a terminal, with the program as a command of it. */
  private void begin(String... words) throws InterruptedException {
    tmux("new-session", "-d", "-s", "w", "-x", "120", "-y", "20", "env PS1='$ ' sh")
        .orThrow("new-session");
    screenWith("$");
    StringBuilder line = new StringBuilder("clear; LC_ALL=C.UTF-8");
    for (String word : neighbours().nf4j(words)) {
      line.append(' ').append(word);
    }
    String script = neighbours().host().directory().resolve("run").toString();
    neighbours()
        .host()
        .shell()
        .run(Command.script("cat >" + script).stdin(line + "; echo ended $?; stty -a\n"))
        .orThrow("script");
    tmux("send-keys", "-t", "w", ". " + script, "Enter").orThrow("send-keys");
  }

  @Test
  void aTerminalRefreshesResizesAndIsGivenBack() throws Exception {
    Oracle.require("tmux");
    neighbours().rules(Mode.NFT, BisectTest.GUIDE_RULES);
    begin("watch", "--interval", "0.5");
    String first = screenWith("nf4j watch  all rules  every 0.5 s, for ");
    assertThat(first)
        .contains("q quit   p pause", "packets/s", "nft filter INPUT 1  -p icmp -j ACCEPT");
    assertThat(first).doesNotContain("$ ");
    for (int i = 0; i < 3; i++) {
      neighbours().connects(Neighbours.HOST, 80, 50);
    }
    // What moves comes first: behind the three lines at the top. The rule and the jump to it.
    String moved = screenWith("        3       180  nft filter BASE-RULE 1 ");
    assertThat(moved.lines().skip(3).limit(2))
        .allMatch(line -> line.contains("  3       180  nft filter "));
    tmux("resize-window", "-t", "w", "-x", "70", "-y", "8").orThrow("resize-window");
    Thread.sleep(900);
    List<String> small = screen().lines().toList();
    assertThat(small.getFirst()).startsWith("nf4j watch");
    assertThat(small).allMatch(line -> line.length() <= 70).hasSizeLessThanOrEqualTo(8);
    assertThat(small.get(3)).contains("nft filter");
    tmux("send-keys", "-t", "w", "s").orThrow("s");
    screenWith("s sort by packets");
    tmux("send-keys", "-t", "w", "p").orThrow("p");
    screenWith("PAUSED");
    tmux("resize-window", "-t", "w", "-x", "120", "-y", "40").orThrow("resize-window");
    tmux("send-keys", "-t", "w", "q").orThrow("q");
    String after = screenWith("ended 0");
    // The shell's screen is back, with what was seen; and its terminal shows what is typed.
    assertThat(after).contains("180  nft filter BASE-RULE 1 ", " icanon ", " echo ");
    assertThat(after).doesNotContain("q quit", "-icanon", "-echo ");
  }

  @Test
  void aSignalGivesTheTerminalBack() throws Exception {
    Oracle.require("tmux");
    neighbours().rules(Mode.LEGACY, BisectTest.GUIDE_RULES);
    begin("watch", "--lang", "zh", "-s", "192.168.1.2", "-p", "tcp", "--dport", "80", "--probe");
    screenWith("q 退出");
    assertThat(neighbours().saved()).contains("nf4j watch until");
    tmux("send-keys", "-t", "w", "C-c").orThrow("C-c");
    tmux("resize-window", "-t", "w", "-x", "120", "-y", "40").orThrow("resize-window");
    String after = screenWith("$");
    assertThat(after).doesNotContain("q 退出");
    // The shell stops reading its script at ^C.
    tmux("send-keys", "-t", "w", "stty -a; tput cnorm", "Enter").orThrow("stty");
    assertThat(screenWith("isig")).contains(" icanon ", " echo ").doesNotContain("-icanon");
    assertThat(neighbours().saved()).doesNotContain("nf4j");
  }
}
