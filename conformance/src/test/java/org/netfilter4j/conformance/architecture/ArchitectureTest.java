package org.netfilter4j.conformance.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.xt.Extensions;

/** The order of the modules, and that consumers know no extension by name. */
class ArchitectureTest {
  private static final String ROOT = "org.netfilter4j.";

  /** Dependencies point only to modules earlier in this list. */
  private static final List<String> MODULES =
      List.of(
          "model",
          "packet",
          "wire",
          "xt",
          "command",
          "rules",
          "linux",
          "engine",
          "host",
          "diagnose",
          "agent",
          "cli",
          "image");

  /** What a module may use, beyond the JDK and JSpecify; the transitive closure of its pom. */
  private static final java.util.Map<String, Set<String>> MAY_USE =
      java.util.Map.ofEntries(
          entry("model"),
          entry("packet", "model"),
          entry("wire", "model"),
          entry("xt", "model", "packet", "wire"),
          entry("command", "model", "packet", "wire", "xt"),
          entry("rules", "model", "packet", "wire", "xt", "command"),
          entry("linux", "model", "packet", "wire", "xt", "command", "rules"),
          entry("engine", "model", "packet", "wire", "xt"),
          entry("host", "model", "packet", "wire", "xt", "command", "engine"),
          entry(
              "diagnose",
              "model",
              "packet",
              "wire",
              "xt",
              "command",
              "rules",
              "linux",
              "engine",
              "host"),
          entry("agent", "model", "packet", "wire", "xt", "command", "rules", "linux"),
          entry(
              "cli",
              "model",
              "packet",
              "wire",
              "xt",
              "command",
              "rules",
              "linux",
              "engine",
              "host",
              "diagnose",
              "agent"),
          entry("image", "command"));

  private static java.util.Map.Entry<String, Set<String>> entry(String module, String... uses) {
    return java.util.Map.entry(module, Set.of(uses));
  }

  private static JavaClasses classes;
  private static Path sources;

  @BeforeAll
  static void load() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.netfilter4j");
    // Surefire runs in the module's folder; the sources of all modules stand beside it.
    sources = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
  }

  private static String module(JavaClass type) {
    String rest = type.getPackageName().substring(ROOT.length());
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  @Test
  void dependenciesPointOnlyDownward() {
    List<String> wrong = new ArrayList<>();
    for (JavaClass type : classes) {
      if (!type.getPackageName().startsWith(ROOT) || !MODULES.contains(module(type))) {
        continue;
      }
      Set<String> allowed = MAY_USE.get(module(type));
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(target -> target.getPackageName().startsWith(ROOT))
          .filter(target -> !module(target).equals(module(type)))
          .filter(target -> !allowed.contains(module(target)))
          .forEach(target -> wrong.add(type.getName() + " uses " + target.getName()));
    }
    assertThat(wrong).isEmpty();
    assertThat(classes.size()).as("classes looked at").isGreaterThan(200);
  }

  @Test
  void consumersNameNoExtension() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + "command..",
            ROOT + "engine..",
            ROOT + "host..",
            ROOT + "diagnose..",
            ROOT + "agent..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + "xt.match..", ROOT + "xt.target..")
        .check(classes);
  }

  /** A consumer could also switch on names; extensions' names that are not other words as well. */
  @Test
  void consumersSwitchOnNoExtensionsName() throws IOException {
    Set<String> alsoOtherWords =
        Set.of(
            "ah", "dccp", "dst", "esp", "helper", "sctp", "tcp", "udp", "icmp", "icmp6", "comment",
            "mark", "set", "state", "limit", "mac");
    Set<String> names =
        Stream.concat(Extensions.MATCH_NAMES.stream(), Extensions.TARGET_NAMES.stream())
            .filter(name -> !alsoOtherWords.contains(name))
            .collect(Collectors.toSet());
    assertThat(names).hasSizeGreaterThan(10);
    List<String> found = new ArrayList<>();
    for (String module : List.of("command", "engine", "host", "diagnose", "agent")) {
      for (Path file : javaFiles(sources.resolve(module).resolve("src/main/java"))) {
        String text = Files.readString(file);
        for (String name : names) {
          if (text.contains("case \"" + name + "\"") || text.contains("equals(\"" + name + "\")")) {
            found.add(file.getFileName() + " asks for " + name);
          }
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void everyPackageTellsWhatItIs() throws IOException {
    List<String> missing = new ArrayList<>();
    for (String module : MODULES) {
      for (Path file : javaFiles(sources.resolve(module).resolve("src/main/java"))) {
        Path folder = file.getParent();
        if (folder != null
            && !file.endsWith("module-info.java")
            && !Files.exists(folder.resolve("package-info.java"))) {
          missing.add(folder.toString());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void namesSayWhatThingsAre() {
    classes()
        .should()
        .haveSimpleNameNotEndingWith("Impl")
        .andShould()
        .haveSimpleNameNotEndingWith("Util")
        .andShould()
        .haveSimpleNameNotEndingWith("Utils")
        .andShould()
        .haveSimpleNameNotEndingWith("Manager")
        .check(classes);
  }

  @Test
  void everyExtensionOfTheIndexIsFound() {
    for (String name : Extensions.MATCH_NAMES) {
      assertThat(
              Stream.of(org.netfilter4j.model.Family.values())
                  .map(family -> Extensions.match(name, family))
                  .filter(java.util.Objects::nonNull))
          .as("match %s", name)
          .isNotEmpty()
          .allMatch(extension -> extension.name().equals(name));
    }
    for (String name : Extensions.TARGET_NAMES) {
      assertThat(
              Stream.of(org.netfilter4j.model.Family.values())
                  .map(family -> Extensions.target(name, family))
                  .filter(java.util.Objects::nonNull))
          .as("target %s", name)
          .isNotEmpty()
          .allMatch(extension -> extension.name().equals(name));
    }
  }

  /** Every descriptor in the folders stands in the index, so that none is forgotten. */
  @Test
  void everyExtensionFileStandsInTheIndex() {
    List<String> forgotten = new ArrayList<>();
    for (JavaClass type : classes) {
      boolean match = type.isAssignableTo(org.netfilter4j.xt.MatchExtension.class);
      boolean target = type.isAssignableTo(org.netfilter4j.xt.TargetExtension.class);
      if ((match || target)
          && !type.isInterface()
          // What stands for an extension that is not here, or for what can't be read.
          && !type.getPackageName().endsWith(".struct")
          && !type.getPackageName().endsWith(".nft")
          && !type.getModifiers()
              .contains(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT)) {
        boolean found =
            Stream.concat(Extensions.MATCH_NAMES.stream(), Extensions.TARGET_NAMES.stream())
                .flatMap(name ->
                    Stream.of(org.netfilter4j.model.Family.values())
                        .<Object>mapMulti((family, out) -> {
                          Object m = Extensions.match(name, family);
                          Object t = Extensions.target(name, family);
                          if (m != null) {
                            out.accept(m);
                          }
                          if (t != null) {
                            out.accept(t);
                          }
                        }))
                .anyMatch(extension -> extension.getClass().getName().equals(type.getName()));
        if (!found) {
          forgotten.add(type.getName());
        }
      }
    }
    assertThat(forgotten).isEmpty();
  }

  private static List<Path> javaFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
