package org.netfilter4j.conformance.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netfilter4j.command.Personality;
import org.netfilter4j.conformance.Examples;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.diagnose.Why;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.linux.Netfilter;
import org.netfilter4j.model.Rule;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.rules.Rules;
import org.netfilter4j.xt.set.SetNamespace;

/** The programs of docs/library.md and docs/kernel.md compile, run, and print what stands there. */
class LibraryDocumentTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

  @TempDir private Path folder;

  /**
   * A piece of the program.
   *
   * @param printed what stands below it
   */
  private record Example(String code, String printed) {}

  private static List<Example> examples(String document) throws IOException {
    List<Example> examples = new ArrayList<>();
    String[] parts =
        Files.readString(ROOT.resolve("docs").resolve(document)).split("```java\n", -1);
    for (int i = 1; i < parts.length; i++) {
      int end = parts[i].indexOf("```\n");
      String rest = parts[i].substring(end + "```\n".length());
      assertThat(rest).as("what is printed stands below each example").startsWith("```\n");
      rest = rest.substring("```\n".length());
      examples.add(new Example(parts[i].substring(0, end), rest.substring(0, rest.indexOf("```"))));
    }
    return examples;
  }

  @Test
  void printsWhatItSays() throws Exception {
    List<Example> examples = examples("library.md");
    assertThat(examples).hasSizeGreaterThan(8);
    Examples.copy("guide", folder.resolve("examples/guide"));
    check(examples);
  }

  /** The kernel's part runs in a namespace of its own. */
  @Test
  void theKernelsPartPrintsWhatItSays() throws Exception {
    Oracle.require();
    List<Example> examples = examples("kernel.md");
    assertThat(examples).hasSizeGreaterThan(3);
    check(examples);
  }

  private void check(List<Example> examples) throws Exception {
    String printed = run(compile(program(examples)));
    String[] outputs = printed.split("\0", -1);
    assertThat(outputs).hasSize(examples.size() + 1);
    SoftAssertions all = new SoftAssertions();
    for (int i = 0; i < examples.size(); i++) {
      all.assertThat(outputs[i]).as(examples.get(i).code()).isEqualTo(examples.get(i).printed());
    }
    all.assertAll();
  }

  /** One class with all imports, and all else in its main method. */
  private String program(List<Example> examples) {
    Set<String> imports = new TreeSet<>();
    StringBuilder body = new StringBuilder();
    for (Example example : examples) {
      for (String line : example.code().lines().toList()) {
        if (line.startsWith("import ")) {
          imports.add(line);
        } else {
          body.append(line).append('\n');
        }
      }
      body.append("System.out.print('\\0');\n");
    }
    String code = body.toString().replace("\"examples/", "\"" + folder + "/examples/");
    return String.join("\n", imports)
        + "\npublic class Program {\npublic static void main(String[] args) throws Exception {\n"
        + code
        + "}\n}\n";
  }

  private Path compile(String program) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    Path classes = folder.resolve("classes");
    boolean good =
        compiler
            .getTask(
                said,
                null,
                null,
                List.of("-d", classes.toString(), "-cp", classPath()),
                null,
                List.of(new Source(program)))
            .call();
    assertThat(good).as("%s\n%s", said, program).isTrue();
    return classes;
  }

  /** Where the modules are; the class path itself may be that of a launcher. */
  private static String classPath() {
    return Stream.of(
            Rule.class,
            Packet.class,
            SetNamespace.class,
            Personality.class,
            Rules.class,
            Engine.class,
            EmbeddedHost.class,
            Netfilter.class,
            Why.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///Program.java"), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static String run(Path classes) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (URLClassLoader loader =
            new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, LibraryDocumentTest.class.getClassLoader());
        PrintStream out = new PrintStream(printed, false, StandardCharsets.UTF_8)) {
      System.setOut(out);
      loader
          .loadClass("Program")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
