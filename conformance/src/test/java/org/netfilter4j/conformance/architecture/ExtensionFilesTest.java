package org.netfilter4j.conformance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.xt.MatchExtension;
import org.netfilter4j.xt.TargetExtension;

/** An extension is a short file of its own, and none repeats what another says. */
class ExtensionFilesTest {
  /** So many lines alike in two files are no accident. */
  private static final int RUN = 8;

  private static final Map<String, List<String>> FILES = new TreeMap<>();

  /** Reads the sources of all matches and targets, and of what some of them extend. */
  @BeforeAll
  static void load() throws IOException {
    // Surefire runs in the module's folder; the sources of all modules stand beside it.
    Path modules = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
    assertThat(modules).isNotNull();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.netfilter4j.xt.match", "org.netfilter4j.xt.target")) {
      if (type.isAssignableTo(MatchExtension.class) || type.isAssignableTo(TargetExtension.class)) {
        String path = type.getName().replace('.', '/') + ".java";
        FILES.put(
            type.getSimpleName(),
            Files.readAllLines(modules.resolve("xt/src/main/java").resolve(path)));
      }
    }
  }

  @Test
  void anAverageExtensionHasLessThan140Lines() {
    assertThat(FILES).hasSizeGreaterThan(90);
    assertThat(FILES.values().stream().mapToInt(List::size).average().orElseThrow())
        .isLessThan(140);
  }

  @Test
  void noTwoExtensionsShareARunOfLines() {
    assertThat(shared(FILES)).isEmpty();
  }

  /** The detector finds what is there. */
  @Test
  void runsAreFoundWhereTheyAre() {
    List<String> one = new ArrayList<>();
    for (int i = 0; i < RUN; i++) {
      one.add("  call(" + i + ");");
    }
    List<String> two = new ArrayList<>(one);
    two.addFirst("  other();");
    two.add(4, "  }");
    assertThat(shared(Map.of("A", one, "B", two))).hasSize(1);
    assertThat(shared(Map.of("A", one.subList(1, RUN), "B", two))).isEmpty();
  }

  /** A line for each run of lines that stands in two files. */
  private static List<String> shared(Map<String, List<String>> files) {
    Map<List<String>, String> seen = new HashMap<>();
    List<String> found = new ArrayList<>();
    for (Map.Entry<String, List<String>> file : files.entrySet()) {
      List<String> code = code(file.getValue());
      for (int i = 0; i + RUN <= code.size(); i++) {
        List<String> run = code.subList(i, i + RUN);
        String other = seen.putIfAbsent(run, file.getKey());
        if (other != null && !other.equals(file.getKey())) {
          found.add(other + " and " + file.getKey() + ": " + String.join(" ", run));
        }
      }
    }
    return found;
  }

  /** The lines that say something: without imports, braces, annotations, comments and blanks. */
  private static List<String> code(List<String> lines) {
    return lines.stream()
        .map(String::strip)
        .filter(line -> !line.matches("[{}();\\s]*|(import|package) .*|@\\w+|//.*|/?\\*.*"))
        .toList();
  }
}
