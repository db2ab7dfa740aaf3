package org.netfilter4j.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.netfilter4j.command.CallersLocale;

/** Where the JVM starts. */
public final class Main {
  private Main() {}

  /**
   * Runs a program.
   *
   * @param args the name that the program was called by, then its words; or {@code --train} and a
   *     {@link Training.Subject}, which runs the usual commands on a host of its own, for an AOT
   *     cache
   */
  public static void main(String[] args) {
    // The streams of System are unbuffered for what a listing needs, and speak the locale's
    // charset.
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    int exit;
    if (args.length == 2 && args[0].equals("--train")) {
      exit = Training.run(Training.Subject.valueOf(args[1]), err);
    } else {
      List<String> words = List.of(args);
      Nf4j nf4j = new Nf4j(CallersLocale.in(System.getenv()), System.in, out, err);
      exit =
          words.isEmpty()
              ? nf4j.run("nf4j", words)
              : nf4j.run(words.getFirst(), words.subList(1, words.size()));
    }
    out.flush();
    err.flush();
    // No thread is left; halting skips what an orderly exit would wait for.
    Runtime.getRuntime().halt(exit);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 16),
        false,
        StandardCharsets.UTF_8);
  }
}
