package org.netfilter4j.cli.daemon;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What runs a command on the kernel of the network namespace that the thread is in. */
@FunctionalInterface
public interface Commands {
  /**
   * Runs one.
   *
   * @param variables of the caller
   * @param wanted whether there is still somebody for whom it is run; asked after waits
   * @param program the name that it was called by
   * @return its exit code
   */
  int run(
      Map<String, String> variables,
      InputStream in,
      PrintStream out,
      PrintStream err,
      BooleanSupplier wanted,
      String program,
      List<String> words);
}
