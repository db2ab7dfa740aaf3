package org.netfilter4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.netfilter4j.agent.AgentOptions;

class RuntimeLayerTest {
  private static Set<String> ours() throws IOException, URISyntaxException {
    Set<String> paths = new LinkedHashSet<>();
    paths.add(
        Path.of(AgentOptions.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString());
    var entries = new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
    while (entries.hasMoreTokens()) {
      String each = entries.nextToken();
      Path path = Path.of(each);
      boolean wanted =
          Files.isDirectory(path)
              ? Files.exists(path.resolve("org/netfilter4j")) && !path.endsWith("test-classes")
              : each.contains("prometheus")
                  || (each.endsWith(".jar") && Files.exists(path) && ProgramLayer.isOurs(path));
      if (wanted) {
        paths.add(path.toString());
      }
    }
    return paths;
  }

  /** What jdeps finds in our classes and in prometheus-metrics: no command lacks a module. */
  @Test
  void theModulesOfTheJdkThatAreNeededAreLinked() throws IOException, URISyntaxException {
    List<String> options = List.of("-q", "-s", "--ignore-missing-deps", "--multi-release", "base");
    Set<String> needed = new TreeSet<>();
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    for (String path : ours()) {
      Set<String> words = new LinkedHashSet<>(options);
      words.add(path);
      StringWriter out = new StringWriter();
      PrintWriter writer = new PrintWriter(out, true);
      assertThat(jdeps.run(writer, writer, words.toArray(new String[0])))
          .as(out.toString())
          .isZero();
      for (String line : out.toString().lines().toList()) {
        String to = line.substring(line.indexOf("->") + 2).strip();
        if (line.contains("->") && (to.startsWith("java.") || to.startsWith("jdk."))) {
          needed.add(to);
        }
      }
    }
    assertThat(needed).contains("java.base", "jdk.httpserver").isSubsetOf(RuntimeLayer.MODULES);
  }
}
