package org.netfilter4j.conformance.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.netfilter4j.model.Mode;

/** The commands of the README for a live machine run as they stand there, beside real packets. */
@Timeout(180)
class ReadmeLiveTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

  @TempDir private Path folder;

  private record Ran(int exit, String out) {}

  /** The commands of the document's block for the shell. */
  private static List<String> commands(String document) throws IOException {
    String text = Files.readString(ROOT.resolve(document));
    int start = text.indexOf("```sh\n") + 6;
    return text.substring(start, text.indexOf("```", start))
        .lines()
        .map(line -> line.replaceFirst(" +#.*", ""))
        .toList();
  }

  /** What a shell makes of the words, with the test's own command and files put in. */
  private Process start(Neighbours neighbours, String line) throws IOException {
    String here =
        line.replace("curl -m2 http://192.168.1.10/", "CONNECT")
            .replace("--timeout 30", "--timeout 2");
    List<String> words = new ArrayList<>();
    for (String word : here.replaceFirst("^nf4j ", "").split(" ")) {
      words.add(word.equals("'CONNECT'") ? neighbours.connecting(80) : word);
    }
    if (words.getFirst().equals("persist")) {
      words.addAll(List.of("--root", folder.toString(), "--layout", "debian"));
    }
    ProcessBuilder builder = new ProcessBuilder(neighbours.nf4j(words.toArray(String[]::new)));
    builder.environment().put("XTABLES_LOCKFILE", neighbours.lock());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("NF4J_MODE", "nft");
    return builder.directory(folder.toFile()).redirectErrorStream(true).start();
  }

  private static Ran end(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), out);
  }

  private Ran run(Neighbours neighbours, String line) throws Exception {
    Process process = start(neighbours, line);
    process.getOutputStream().close();
    return end(process);
  }

  @Test
  void everyCommandDoesWhatItSays() throws Exception {
    List<String> commands = commands("README.md");
    assertThat(commands).hasSize(7).allMatch(line -> line.startsWith("nf4j "));
    try (Neighbours neighbours = new Neighbours()) {
      neighbours.listen(80);
      neighbours.rules(Mode.NFT, BisectTest.GUIDE_RULES);
      String before = neighbours.saved();
      Files.createDirectories(folder.resolve("etc/iptables"));
      Files.createDirectories(folder.resolve("rules.d"));
      Files.writeString(
          folder.resolve("rules.d/web.v4"),
          "*filter\n:WEB - [0:0]\n-A WEB -p tcp --dport 81 -j DROP\n-I INPUT -j WEB\nCOMMIT\n");
      Files.writeString(
          folder.resolve("rules.v4"), "*filter\n-A INPUT -p udp --dport 9 -j DROP\nCOMMIT\n");

      assertThat(run(neighbours, commands.get(0)).out()).contains("BASE-RULE", "INPUT");
      assertThat(run(neighbours, commands.get(1)).exit()).isZero();

      Process trace = start(neighbours, commands.get(2));
      while (trace.isAlive() && trace.getInputStream().available() == 0) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      neighbours.connects(Neighbours.HOST, 80, 50);
      assertThat(end(trace).out()).contains("DROPPED by rule 1 of chain BASE-RULE");

      assertThat(run(neighbours, commands.get(3)).out())
          .contains("DROPPED by rule 1 of chain BASE-RULE");
      assertThat(neighbours.saved()).isEqualTo(before);

      assertThat(run(neighbours, commands.get(4)).exit()).isZero();
      assertThat(folder.resolve("etc/iptables/rules.v4")).content().contains("BASE-RULE");

      // Nobody says yes.
      assertThat(run(neighbours, commands.get(5)).exit()).isNotZero();
      assertThat(neighbours.saved()).isEqualTo(before);

      Process agent = start(neighbours, commands.get(6));
      try {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!neighbours.saved().contains("-A INPUT -j WEB") && System.nanoTime() < end) {
          TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(neighbours.saved()).contains("-A INPUT -j WEB", "--dport 81 -j DROP");
      } finally {
        agent.destroy();
        agent.waitFor();
      }
    }
  }

  @Test
  void bothReadmesShowTheSameCommands() throws IOException {
    assertThat(commands("README.zh.md")).isEqualTo(commands("README.md"));
  }
}
