package org.netfilter4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netfilter4j.rules.provenance.Program;
import org.netfilter4j.rules.provenance.Programs;

/** The commands of the documents run as they stand there, and print what stands there. */
class ReadmeTest {
  @TempDir private Path folder;

  /** Commands that only read an example, run on it in place. */
  private ExampleHost.Result run(String command, String variable, String value) {
    String words =
        command
            .replace("./nf4j ", "nf4j ")
            .replace("examples/", ExampleHost.ROOT.resolve("examples") + "/")
            .replace("/tmp/lab", folder.resolve("lab").toString());
    return new ExampleHost(folder.resolve("unused-" + System.nanoTime()), "guide")
        .with("NF4J_HOST", folder.resolve("lab").toString())
        .with("NF4J_SELF", "./nf4j")
        .with(variable, value)
        .run(words);
  }

  private static List<String> indented(Path document) throws IOException {
    List<String> commands = new ArrayList<>();
    for (String line : Files.readAllLines(document)) {
      if (line.startsWith("    ./nf4j ")) {
        commands.add(line.strip());
      }
    }
    return commands;
  }

  private static String firstBlock(Path document) throws IOException {
    String text = Files.readString(document);
    int start = text.indexOf("```\n") + 4;
    return text.substring(start, text.indexOf("```", start));
  }

  @ParameterizedTest
  @CsvSource({"README.md, en_US.UTF-8", "README.zh.md, zh_CN.UTF-8", "docs/diagnosing.md, C"})
  void theFirstCommandPrintsTheFirstBlock(String name, String locale) throws IOException {
    Path document = ExampleHost.ROOT.resolve(name);
    String command = indented(document).getFirst();
    assertThat(command).startsWith("./nf4j why --host examples/");
    ExampleHost.Result result = run(command, "LANG", locale);
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isEqualTo(1);
    String shown = result.out().replace(ExampleHost.ROOT.resolve("examples") + "/", "examples/");
    assertThat(shown).isEqualTo(firstBlock(document));
  }

  @Test
  void whatIsShownOfAnExampleIsShown() throws IOException {
    Path document = ExampleHost.ROOT.resolve("docs/diagnosing.md");
    String text = Files.readString(document);
    List<String> commands = indented(document);
    commands.removeIf(command -> !command.startsWith("./nf4j show"));
    assertThat(commands).isNotEmpty();
    for (String command : commands) {
      ExampleHost.Result result = run(command, "LANG", "C");
      assertThat(result.exit()).as(result.err()).isZero();
      assertThat(text).contains("    " + command + "\n\n```\n" + result.out() + "```\n");
    }
  }

  @Test
  void everyProgramThatIsKnownIsInTheTable() throws IOException {
    String text = Files.readString(ExampleHost.ROOT.resolve("docs/diagnosing.md"));
    for (Program program : Programs.all()) {
      assertThat(text).contains("`" + program.word() + "`");
    }
  }

  @ParameterizedTest
  @CsvSource({"README.md", "README.zh.md"})
  void everyCommandRuns(String name) throws IOException {
    List<String> commands = indented(ExampleHost.ROOT.resolve(name));
    assertThat(commands).hasSizeGreaterThan(8);
    for (String command : commands) {
      int redirected = command.indexOf(" >");
      ExampleHost.Result result =
          run(redirected < 0 ? command : command.substring(0, redirected), "LANG", "C");
      boolean asks = command.contains(" why ");
      assertThat(result.exit()).as("%s: %s", command, result.err()).isEqualTo(asks ? 1 : 0);
      assertThat(result.err()).as(command).isEmpty();
    }
  }

  @Test
  void bothReadmesShowTheSameCommands() throws IOException {
    List<String> english =
        indented(ExampleHost.ROOT.resolve("README.md")).stream()
            .map(command -> command.replaceFirst(" +#.*", ""))
            .toList();
    List<String> chinese =
        indented(ExampleHost.ROOT.resolve("README.zh.md")).stream()
            .map(command -> command.replaceFirst(" +#.*", ""))
            .toList();
    assertThat(chinese).isEqualTo(english);
  }
}
