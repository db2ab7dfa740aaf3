package org.netfilter4j.conformance;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.netfilter4j.command.Machine;
import org.netfilter4j.command.Programs;
import org.netfilter4j.model.Mode;

/** Our programs in this JVM, on a kernel or a host directory; what they print is kept. */
public final class OwnPrograms {
  private OwnPrograms() {}

  /**
   * Runs a command line.
   *
   * @param mode of a program whose name does not say it
   * @param words the program's name first
   */
  public static Result run(Machine machine, Mode mode, List<String> words, String stdin) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        Programs.run(
            machine,
            words.getFirst(),
            () -> mode,
            words.subList(1, words.size()),
            new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
