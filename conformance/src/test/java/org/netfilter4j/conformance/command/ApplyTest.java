package org.netfilter4j.conformance.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netfilter4j.command.Programs;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.OwnPrograms;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.host.HostDirectory;
import org.netfilter4j.model.Mode;

/** {@code iptables-apply}: what stays, what is taken back, and the exit codes. */
class ApplyTest {
  private static final String OLD =
      "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -s 1.1.1.1/32\nCOMMIT\n";
  private static final String GOOD = "*filter\n:INPUT DROP [0:0]\n:own - [0:0]\nCOMMIT\n";
  private static final String BAD = "*filter\n-A INPUT -j nowhere\nCOMMIT\n";

  /** Changes rules wherever it is run; ours are files. */
  private static final String CHANGE =
      """
      #!/bin/sh
      if [ -n "${NF4J_HOST:-}" ]; then
        printf '*filter\\n:INPUT ACCEPT [0:0]\\n-A INPUT -j ACCEPT\\nCOMMIT\\n' \\
          > "$NF4J_HOST/nft/rules.v4"
      else
        iptables -F; iptables -A INPUT -j ACCEPT
      fi
      """;

  /** What is typed, and the words; in those, upper-case words are files. */
  private static final List<List<String>> CASES =
      List.of(
          List.of("y\n", "GOOD"),
          List.of("Y", "GOOD"),
          List.of("n\n", "GOOD"),
          List.of("\n", "GOOD"),
          List.of("", "GOOD"),
          List.of("x", "-t", "3", "GOOD"),
          List.of("y", "--timeout", "3", "GOOD"),
          List.of("y", "-t", "x", "GOOD"),
          List.of("y", "-t", "-3", "GOOD"),
          List.of("y", "BAD"),
          List.of("y", "NONE"),
          List.of("y", "-w", "KEPT", "GOOD"),
          List.of("n", "-w", "KEPT", "GOOD"),
          List.of("y", "-w", "NONE", "GOOD"),
          List.of("y", "-c", "CHANGE"),
          List.of("n", "--command", "CHANGE"),
          List.of("y", "-w", "KEPT", "-c", "CHANGE"),
          List.of("y", "-c", "GOOD"),
          List.of("y", "-c", "NONE"),
          List.of("y", "-c", "FALSE"),
          List.of("y", "-t", "1", "-c", "SLEEP"),
          List.of("y", "--nope"),
          List.of("y", "-h"),
          List.of("y", "--version"));

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-apply", "iptables-nft", "bash");
  }

  @Test
  void keepsAndTakesBackAsTheToolDoes(@TempDir Path files, @TempDir Path root) throws IOException {
    write(files, "GOOD", GOOD);
    write(files, "BAD", BAD);
    script(files, "CHANGE", CHANGE);
    script(files, "FALSE", "#!/bin/sh\nexit 3\n");
    script(files, "SLEEP", "#!/bin/sh\nexec sleep 20\n");
    HostDirectory host = new HostDirectory(root);
    List<Command> commands = new ArrayList<>();
    for (List<String> line : CASES) {
      commands.add(Command.script("nft flush ruleset; iptables-restore; rm -f " + files + "/KEPT"));
      commands.set(commands.size() - 1, commands.getLast().stdin(OLD));
      commands.add(Command.of(words(line, files)).stdin(line.getFirst()));
      commands.add(Command.script("iptables-save; cat " + files + "/KEPT"));
    }
    try (Namespace namespace = Namespace.open();
        Tally tally = new Tally("iptables-apply")) {
      List<Result> results = namespace.shell().runAll(commands);
      for (int i = 0; i < CASES.size(); i++) {
        List<String> words = words(CASES.get(i), files);
        Files.deleteIfExists(files.resolve("KEPT"));
        run(host, List.of("iptables-restore"), OLD).orThrow("iptables-restore");
        String ours = text(run(host, words, CASES.get(i).getFirst()));
        ours += Saved.exact(run(host, List.of("iptables-save"), "").stdout());
        if (Files.exists(files.resolve("KEPT"))) {
          ours += Saved.exact(Files.readString(files.resolve("KEPT")));
        }
        tally.compare(
            Command.of(words),
            text(results.get(3 * i + 1)) + Saved.exact(results.get(3 * i + 2).stdout()),
            ours);
      }
      tally.assertAgreement(CASES.size());
    }
  }

  @Test
  void waitsNoLongerThanItIsTold(@TempDir Path files, @TempDir Path root) throws IOException {
    write(files, "GOOD", GOOD);
    HostDirectory host = new HostDirectory(root);
    run(host, List.of("iptables-restore"), OLD).orThrow("iptables-restore");
    try (PipedOutputStream open = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(open)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
      try (EmbeddedHost opened = new EmbeddedHost(host)) {
        List<String> words = List.of("-t", "1", files.resolve("GOOD").toString());
        int exit = Programs.run(opened, "iptables-apply", () -> Mode.NFT, words, in, print, print);
        assertThat(exit).isEqualTo(255);
      }
      assertThat(out.toString(StandardCharsets.UTF_8)).contains("Timeout!");
    }
    assertThat(run(host, List.of("iptables-save"), "").stdout()).contains("1.1.1.1");
  }

  private static void write(Path directory, String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private static void script(Path directory, String name, String text) throws IOException {
    write(directory, name, text);
    assertThat(directory.resolve(name).toFile().setExecutable(true)).isTrue();
  }

  private static List<String> words(List<String> line, Path files) {
    List<String> words = new ArrayList<>(List.of("iptables-apply"));
    for (String word : line.subList(1, line.size())) {
      String file = word.equals("NONE") ? "none/none" : word;
      boolean isFile = Character.isUpperCase(word.charAt(0));
      words.add(isFile ? files.resolve(file).toString() : word);
    }
    return words;
  }

  private static Result run(HostDirectory directory, List<String> words, String in) {
    try (EmbeddedHost host = new EmbeddedHost(directory)) {
      return OwnPrograms.run(host, Mode.NFT, words, in);
    }
  }

  /** What is said, but for the shell's own words and those of help. */
  private static String text(Result result) {
    StringBuilder text = new StringBuilder("exit " + result.exit() + "\n" + result.stdout());
    result
        .stderr()
        .lines()
        .filter(l -> l.startsWith("Error: "))
        .forEach(l -> text.append(l).append('\n'));
    return text.toString();
  }
}
