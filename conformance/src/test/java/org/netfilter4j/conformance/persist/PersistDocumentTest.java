package org.netfilter4j.conformance.persist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netfilter4j.agent.persist.Layout;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.process.OurProgram;
import org.netfilter4j.model.Mode;

/**
 * What docs/persist.md shows runs, from top to bottom on a host of the guide's, and prints what
 * stands there. The files are below a directory of the test's own.
 */
@Timeout(120)
class PersistDocumentTest {
  private static final Path PROJECT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

  private record Step(List<String> commands, String printed) {}

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "unshare", "mount");
    Oracle.requireKernel("ipset", "create", "x", "hash:ip");
  }

  @Test
  void thePageIsTrue() throws IOException {
    List<Step> steps = steps(Files.readAllLines(PROJECT.resolve("docs/persist.md")));
    assertThat(steps).hasSizeGreaterThan(7);
    try (Namespace namespace = Namespace.open()) {
      Path root = Files.createDirectory(namespace.directory().resolve("root"));
      Files.createDirectories(root.resolve("etc/iptables"));
      Host host = new Host(namespace, root, Layout.DEBIAN, Mode.NFT);
      Path rules = PROJECT.resolve("examples/rules");
      namespace.exec("ipset", "restore", "-file", rules.resolve("guide.ipset").toString());
      host.tool("iptables-restore", Files.readString(rules.resolve("guide.v4"))).orThrow("guide");
      for (String kind : List.of("v4", "ipset")) {
        Files.copy(rules.resolve("guide." + kind), namespace.directory().resolve("new." + kind));
      }
      for (Step step : steps) {
        StringBuilder script = new StringBuilder("cd " + namespace.directory() + "; {\n");
        for (String command : step.commands) {
          script.append(line(command, root)).append('\n');
        }
        Result result = namespace.shell().run(Command.script(script + "}"));
        // Standard error comes first where it comes before.
        String said = result.stderr() + result.stdout();
        assertThat(timeless(said.replace(root.toString(), "")))
            .as(String.join("; ", step.commands))
            .isEqualTo(timeless(step.printed));
      }
    }
  }

  private static String line(String command, Path root) {
    List<String> words = new ArrayList<>(Command.words(command));
    if (words.getFirst().equals("nf4j")) {
      if (words.get(1).equals("persist")) {
        words.addAll(List.of("--root", root.toString()));
      }
      words.addAll(1, List.of("--mode", "nft"));
      return Command.of(OurProgram.get().command(words)).script();
    }
    return command.replace("iptables -A", "iptables-nft -A").replace("/etc/", root + "/etc/");
  }

  private static String timeless(String text) {
    return text.replaceAll("\\d{4}-\\d\\d-\\d\\d ", "").replaceAll("\\d\\d:\\d\\d:\\d\\d", "TIME");
  }

  /** Commands are indented; what they print follows them. */
  private static List<Step> steps(List<String> page) {
    List<Step> steps = new ArrayList<>();
    List<String> commands = new ArrayList<>();
    for (int i = 0; i < page.size(); i++) {
      String line = page.get(i);
      if (line.startsWith("    ")) {
        commands.add(line.strip());
      } else if (line.equals("```") && !commands.isEmpty()) {
        int end = i + 1 + page.subList(i + 1, page.size()).indexOf("```");
        String printed = String.join("\n", page.subList(i + 1, end)) + "\n";
        steps.add(new Step(List.copyOf(commands), printed));
        commands.clear();
        i = end;
      }
    }
    assertThat(commands).as("commands that print nothing").isEmpty();
    return steps;
  }
}
