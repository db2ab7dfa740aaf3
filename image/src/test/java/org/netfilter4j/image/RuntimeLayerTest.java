package org.netfilter4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netfilter4j.agent.AgentOptions;

class RuntimeLayerTest {
  @TempDir private Path temporary;

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

  /** The same classes as the image has them: on a class path, so that no module is looked for. */
  private Path unnamed(Path classes) throws IOException {
    if (Files.isDirectory(classes)) {
      return classes.resolve("org");
    }
    Path folder = Files.createTempDirectory(temporary, "classes");
    try (JarFile jar = new JarFile(classes.toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class")) {
          Path to = folder.resolve(entry.getName());
          Files.createDirectories(to.getParent());
          Files.write(to, jar.getInputStream(entry).readAllBytes());
        }
      }
    }
    return folder;
  }

  /** What jdeps finds in our classes and in prometheus-metrics: no command lacks a module. */
  @Test
  void theModulesOfTheJdkThatAreNeededAreLinked() throws IOException, URISyntaxException {
    List<String> options = List.of("-q", "-s", "--ignore-missing-deps", "--multi-release", "base");
    Set<String> needed = new TreeSet<>();
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    for (String path : ours()) {
      Set<String> words = new LinkedHashSet<>(options);
      words.add(unnamed(Path.of(path)).toString());
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
