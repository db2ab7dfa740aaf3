package org.netfilter4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netfilter4j.agent.keep.Keeper;
import org.netfilter4j.command.Completion;
import org.netfilter4j.diagnose.Why;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.linux.Netfilter;
import org.netfilter4j.model.Rule;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.rules.Rules;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.xt.Extensions;

/** The scripts of {@code nf4j completion} in the shells themselves; docs/completion.md holds. */
class CompletionScriptTest {
  /** What is typed, and what is shown. */
  private record Example(String typed, List<String> shown) {}

  @TempDir private Path folder;
  private Path program;

  /** A program that is called as the launcher is, with what is compiled here. */
  @BeforeEach
  void launcher() throws IOException {
    String classPath =
        Stream.of(
                Rule.class,
                Packet.class,
                Message.class,
                Extensions.class,
                Completion.class,
                Rules.class,
                Netfilter.class,
                Engine.class,
                EmbeddedHost.class,
                Why.class,
                Keeper.class,
                Nf4j.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));
    program = folder.resolve("nf4j");
    Files.writeString(
        program,
        "#!/bin/sh\nexec %s/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp %s %s nf4j \"$@\"\n"
            .formatted(System.getProperty("java.home"), classPath, Main.class.getName()));
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private static void require(String shell) {
    boolean there =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, shell)));
    if (!there) {
      System.out.println("SKIPPED: no " + shell + " here, so its completion was not tried");
      assertThat(System.getenv("NF4J_CONFORMANCE"))
          .as("%s is missing, and nothing may be skipped", shell)
          .isNotEqualTo("required");
    }
    assumeTrue(there, "no " + shell);
  }

  private Path script(String shell) throws IOException {
    ExampleHost.Result result =
        new ExampleHost(folder.resolve("host"), "guide")
            .with("NF4J_SELF", program.toString())
            .run("nf4j completion " + shell);
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isZero();
    return Files.writeString(folder.resolve("completion." + shell), result.out());
  }

  private String run(Path script, String... command) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile());
    builder.command().add(script.toString());
    builder.redirectError(err.toFile());
    builder.environment().put("NF4J_HOST", ExampleHost.ROOT.resolve("examples/guide").toString());
    builder.environment().remove("NF4J_MODE");
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(120, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(err)).isEmpty();
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  private static List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    List<String> lines = Files.readAllLines(ExampleHost.ROOT.resolve("docs/completion.md"));
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("$ ")) {
        String typed = lines.get(i).substring(2).replace("<TAB>", "");
        examples.add(new Example(typed, List.of(lines.get(i + 1).split(" "))));
      }
    }
    return examples;
  }

  /** As bash calls the function: with the line, and the words as it parts them. */
  @Test
  void bashShowsWhatTheDocumentShows() throws Exception {
    require("bash");
    List<Example> examples = examples();
    assertThat(examples).hasSizeGreaterThan(10);
    StringBuilder script = new StringBuilder("source " + script("bash") + "\n");
    script.append("try() { COMP_LINE=$1; COMP_POINT=${#1}; COMP_WORDS=(\"${@:2}\");\n");
    script.append("COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _nf4j; echo \"${COMPREPLY[*]}\"; }\n");
    for (Example example : examples) {
      String words =
          Arrays.stream(example.typed.split(" ", -1))
              .flatMap(word -> Arrays.stream(word.split("(?<=[:=])|(?=[:=])")))
              .map(word -> "'" + word + "'")
              .collect(Collectors.joining(" "));
      script.append("try '").append(example.typed).append("' ").append(words).append('\n');
    }
    // Without the line the words are put together as well as may be.
    script.append("unset COMP_LINE COMP_POINT; COMP_WORDS=(iptables -t ''); COMP_CWORD=2\n");
    script.append("_nf4j; echo \"${COMPREPLY[*]}\"; complete -p iptables ipset\n");
    Path file = Files.writeString(folder.resolve("try.bash"), script);
    List<String> shown = run(file, "bash", "--norc").lines().toList();
    assertThat(shown)
        .containsExactlyElementsOf(
            Stream.concat(
                    examples.stream().map(example -> String.join(" ", example.shown)),
                    Stream.of(
                        "raw mangle nat filter security",
                        "complete -F _nf4j iptables",
                        "complete -o default -F _nf4j ipset"))
                .toList());
  }

  /** In a zsh of its own behind a pseudo-terminal, of which the keys are typed. */
  @Test
  void zshCompletesWhatIsTyped() throws Exception {
    require("zsh");
    String keys =
        """
        zmodload zsh/zpty || exit 77
        zpty -b shell zsh -f -i
        screen() {
          local piece all end=$((SECONDS + 30))
          while ((SECONDS < end)); do
            while zpty -r -t shell piece 2>/dev/null; do all+=$piece; done
            [[ $all == *$1* ]] && break
            sleep 0.05
          done
          [[ $all == *$1* ]] && print -r -- "$1" || print -r -- "NOT $1: ${(V)all}"
        }
        zpty -w shell "PROMPT='> '; source SCRIPT; echo REA''DY"
        screen READY
        try() { zpty -w -n shell "$1"$'\\t'; screen "$2"; zpty -w -n shell $'\\x15'; }
        try 'iptables -t na' 'iptables -t nat'
        try 'ipset create x bitmap:p' 'bitmap:port'
        try 'iptables -A INPUT -j REDI' 'REDIRECT'
        try 'iptables -A INPUT -m conntrack --ctstate NEW,EST' 'NEW,ESTABLISHED'
        try 'iptables -A ' 'BASE-RULE  -- chain'
        zpty -d shell
        """
            .replace("SCRIPT", script("zsh").toString());
    Path file = Files.writeString(folder.resolve("try.zsh"), keys);
    assertThat(run(file, "zsh", "-f"))
        .isEqualTo(
            """
            READY
            iptables -t nat
            bitmap:port
            REDIRECT
            NEW,ESTABLISHED
            BASE-RULE  -- chain
            """);
  }
}
