package org.netfilter4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.netfilter4j.command.Programs;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Rejected;

/**
 * {@code nf4j completion bash|zsh}: prints the script that a shell is to source. The script asks
 * {@code nf4j complete} for each word.
 */
final class CompletionCommand {
  private final Nf4j nf4j;

  CompletionCommand(Nf4j nf4j) {
    this.nf4j = nf4j;
  }

  int run(List<String> words) {
    if (words.isEmpty() || words.contains("-h") || words.contains("--help")) {
      nf4j.out().println(Usage.COMPLETION);
      return words.isEmpty() ? 2 : 0;
    }
    if (!List.of("bash", "zsh").contains(words.getFirst())) {
      throw Rejected.parameter("completion: \"" + words.getFirst() + "\" is neither bash nor zsh");
    }
    List<String> programs = words.subList(1, words.size());
    for (String program : programs) {
      if (!program.equals("nf4j") && !Programs.has(program)) {
        throw Rejected.parameter("completion: \"" + program + "\" is no program of netfilter4j");
      }
    }
    nf4j.out().print(script(words.getFirst(), programs.isEmpty() ? all() : programs));
    return 0;
  }

  /** All programs, also by the names that fix the mode. */
  private static List<String> all() {
    List<String> all = new ArrayList<>(List.of("nf4j"));
    for (String program : Programs.names()) {
      all.add(program);
      for (Mode mode : Mode.values()) {
        String fixed = program.replaceFirst("tables", "tables-" + mode.word());
        if (!fixed.equals(program) && Programs.has(fixed)) {
          all.add(fixed);
        }
      }
    }
    return all;
  }

  /** Where files may be named too, they are offered when nothing else is. */
  private static boolean namesFiles(String program) {
    return !program.matches("ip6?tables(-nft|-legacy)?(-translate)?");
  }

  private String script(String shell, List<String> programs) {
    String text;
    try (InputStream in = CompletionCommand.class.getResourceAsStream("completion." + shell)) {
      if (in == null) {
        throw new IllegalStateException("completion." + shell + " is not beside this class");
      }
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    StringBuilder script = new StringBuilder();
    String without = join(programs, false);
    String with = join(programs, true);
    for (String line : text.split("(?<=\n)", -1)) {
      boolean empty =
          line.startsWith("complete ")
              && (line.contains("@WITH_FILES@") ? with : without).isEmpty();
      if (!empty) {
        script.append(
            line.replace("@PROGRAM@", Shell.word(self()))
                .replace("@WITHOUT_FILES@", without)
                .replace("@WITH_FILES@", with));
      }
    }
    return script.toString();
  }

  private static String join(List<String> programs, boolean files) {
    return programs.stream()
        .filter(program -> namesFiles(program) == files)
        .collect(Collectors.joining(" "));
  }

  /** How this program was called, so that the script finds it from any folder. */
  private String self() {
    String self = nf4j.variable("NF4J_SELF", "nf4j");
    return self.contains("/") ? Path.of(self).toAbsolutePath().normalize().toString() : self;
  }
}
