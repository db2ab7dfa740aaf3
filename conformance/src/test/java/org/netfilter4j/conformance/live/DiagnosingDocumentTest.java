package org.netfilter4j.conformance.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.model.Mode;

/**
 * The commands of docs/diagnosing.md that ask a live machine, on the machine that they are about.
 */
@Timeout(120)
class DiagnosingDocumentTest {
  private static Neighbours neighbours;
  private static List<String> document;

  @BeforeAll
  static void open() throws IOException {
    neighbours = new Neighbours();
    neighbours.listen(80);
    neighbours.rules(Mode.NFT, BisectTest.GUIDE_RULES);
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    document = Files.readAllLines(module.resolveSibling("docs/diagnosing.md"));
  }

  @AfterAll
  static void close() {
    if (neighbours != null) {
      neighbours.close();
    }
  }

  private Result run(String line) {
    List<String> words = new ArrayList<>(Command.words(line));
    assertThat(words.removeFirst()).isEqualTo("nf4j");
    int test = words.indexOf("--test");
    if (test >= 0) {
      // The client has no ssh: a connection from there is as good.
      assertThat(words.get(test + 1)).startsWith("ssh 192.168.1.2 ");
      words.set(test + 1, neighbours.connecting(80));
    }
    return neighbours.host().exec(neighbours.nf4j(words.toArray(String[]::new)), "");
  }

  private static List<String> commands(String command) {
    return document.stream()
        .filter(line -> line.startsWith("    nf4j " + command + " "))
        .map(String::strip)
        .toList();
  }

  @Test
  void bisectPrintsWhatIsThere() {
    String line = commands("bisect").getFirst();
    Result result = run(line);
    assertThat(result.stderr()).isEmpty();
    int begin = document.indexOf("    " + line) + 3;
    int end = begin + document.subList(begin, document.size()).indexOf("```");
    assertThat(result.stdout().replaceAll("at \\d{4}-\\S+Z", "at 2026-11-23T08:00:00Z").lines())
        .containsExactlyElementsOf(document.subList(begin, end));
  }

  @Test
  void watchTakesWhatIsThere() {
    assertThat(commands("watch")).hasSize(2);
    for (String line : commands("watch")) {
      Result result = run(line + " --count 1 --interval 0.1");
      assertThat(result.stderr()).as(line).isEmpty();
      assertThat(result.stdout())
          .startsWith("nf4j watch  rules that can match -s 192.168.1.2/32 -p tcp");
    }
  }
}
