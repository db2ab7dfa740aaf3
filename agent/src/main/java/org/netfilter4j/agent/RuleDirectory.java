package org.netfilter4j.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.files.Reading;
import org.netfilter4j.agent.files.RuleFiles;
import org.netfilter4j.agent.files.SourceFile;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.agent.template.HostFacts;
import org.netfilter4j.agent.template.Template;
import org.netfilter4j.agent.template.TemplateException;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;

/** Reads a directory of rules: its files, with what their references stand for. */
final class RuleDirectory {
  private final Path directory;
  private final NetworkNamespace namespace;
  private final Map<String, String> variables;
  private final Mode mode;
  private final @Nullable String prefix;

  /**
   * A directory.
   *
   * @param variables that references in the files stand for
   * @param mode whose tools' language the files are in
   * @param prefix chains whose names begin so need not be declared; null for none
   */
  RuleDirectory(
      Path directory,
      NetworkNamespace namespace,
      Map<String, String> variables,
      Mode mode,
      @Nullable String prefix) {
    this.directory = directory;
    this.namespace = namespace;
    this.variables = Map.copyOf(variables);
    this.mode = mode;
    this.prefix = prefix;
  }

  /** What reading came to. */
  sealed interface Loaded {
    /** Whether what the host is like makes a difference, so that it must be read anew then. */
    boolean asksTheHost();
  }

  /**
   * All can be read.
   *
   * @param files how many there are
   * @param concerns the chains that it has to do with
   */
  record Good(Wanted wanted, int files, Concerns concerns, boolean asksTheHost) implements Loaded {}

  /**
   * Something can't.
   *
   * @param problems at least one
   */
  record Bad(List<Problem> problems, boolean asksTheHost) implements Loaded {
    Bad {
      problems = List.copyOf(problems);
    }
  }

  /** Reads all files anew. */
  Loaded load() {
    try {
      return read();
    } catch (OutOfMemoryError e) {
      // What was read so far is garbage by now; what is kept is not.
      return new Bad(List.of(Problem.ofMemory("the files need")), false);
    }
  }

  private Loaded read() {
    HostFacts facts = new HostFacts(variables, namespace);
    List<Problem> problems = new ArrayList<>();
    List<SourceFile> sources = sources(facts, problems);
    if (!problems.isEmpty()) {
      return new Bad(problems, facts.areAsked());
    }
    return switch (RuleFiles.read(sources, mode, prefix)) {
      case Reading.Good good ->
          new Good(
              good.wanted(), sources.size(), new Concerns(good.wanted(), prefix), facts.areAsked());
      case Reading.Bad bad ->
          new Bad(
              List.of(new Problem(Problem.Reason.FILE, bad.file(), bad.line(), bad.message())),
              facts.areAsked());
    };
  }

  private List<SourceFile> sources(HostFacts facts, List<Problem> problems) {
    List<SourceFile> sources = new ArrayList<>();
    long room = Runtime.getRuntime().maxMemory() / 4;
    for (Path file : names(problems)) {
      String name = String.valueOf(file.getFileName());
      try {
        room -= Files.size(file);
        if (room < 0) {
          problems.add(
              new Problem(
                  Problem.Reason.FILE,
                  name,
                  0,
                  "is too large for this program's memory of "
                      + (Runtime.getRuntime().maxMemory() >> 20)
                      + " MiB"));
          break;
        }
        String text = text(file, name, problems);
        if (text == null) {
          continue;
        }
        Template.Expansion expansion = Template.expand(text, facts);
        for (Template.Problem each : expansion.problems()) {
          problems.add(new Problem(Problem.Reason.FILE, name, each.line(), each.message()));
        }
        sources.add(new SourceFile(name, expansion.text()));
      } catch (IOException e) {
        problems.add(new Problem(Problem.Reason.FILE, name, 0, "can't be read: " + words(e)));
      } catch (TemplateException | KernelException e) {
        problems.add(new Problem(Problem.Reason.FILE, name, 0, String.valueOf(e.getMessage())));
      }
    }
    return sources;
  }

  private List<Path> names(List<Problem> problems) {
    List<Path> names = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path file : stream) {
        if (RuleFiles.isRuleFile(String.valueOf(file.getFileName()))) {
          names.add(file);
        }
      }
    } catch (IOException e) {
      problems.add(unreadable(e));
    } catch (DirectoryIteratorException e) {
      IOException cause = e.getCause();
      problems.add(unreadable(cause == null ? new IOException(e.getMessage()) : cause));
    }
    names.sort(null);
    return names;
  }

  private Problem unreadable(IOException e) {
    return Problem.of(
        Problem.Reason.DIRECTORY, "the directory " + directory + " can't be read: " + words(e));
  }

  private static String words(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file or directory";
      case AccessDeniedException _ -> "permission denied";
      case NotDirectoryException _ -> "it is not a directory";
      case IOException other -> String.valueOf(other.getMessage());
    };
  }

  /** The text of a file; null where it is none, with the line that is to blame in a problem. */
  private static @Nullable String text(Path file, String name, List<Problem> problems)
      throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\ufffd') < 0) {
      return text;
    }
    // It stands for what is no text; or it stands there itself, which takes a stricter look.
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(in).toString();
    } catch (CharacterCodingException e) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      problems.add(new Problem(Problem.Reason.FILE, name, line, "is not UTF-8 text"));
      return null;
    }
  }
}
