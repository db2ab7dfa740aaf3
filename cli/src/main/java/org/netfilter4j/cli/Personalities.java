package org.netfilter4j.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.Programs;
import org.netfilter4j.command.monitor.Monitor;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.linux.KernelMachine;

/** The programs that netfilter4j can be called as. */
final class Personalities {
  private Personalities() {}

  /**
   * Runs the program of that name.
   *
   * @param hostName the value of {@code --host} before the name, or null; it may also be the first
   *     of the words
   * @return the exit code; -1 where there is no such program
   */
  static int run(Nf4j nf4j, String name, List<String> words, @Nullable String hostName) {
    if (!Programs.has(name)) {
      return -1;
    }
    List<String> rest = words;
    String host = hostName;
    if (words.size() >= 2 && words.getFirst().equals("--host")) {
      host = words.get(1);
      rest = words.subList(2, words.size());
    }
    if (name.equals(Programs.MONITOR) && Monitor.asksForHelp(rest)) {
      // By its own name the C tool's own page, with which that one ends in 1.
      throw new Usage.Wanted(Usage.MONITOR);
    }
    if (nf4j.onKernel(host)) {
      KernelMachine.prepare();
      return onKernel(nf4j, name, rest);
    }
    try (EmbeddedHost embedded = nf4j.host(host)) {
      return Programs.run(embedded, name, nf4j::mode, rest, nf4j.in(), nf4j.out(), nf4j.err());
    }
  }

  private static int onKernel(Nf4j nf4j, String name, List<String> words) {
    try (KernelMachine machine =
        new KernelMachine(nf4j.namespace(), nf4j.variables(), nf4j.wanted())) {
      return Programs.run(
          machine, name, nf4j::kernelMode, words, nf4j.in(), nf4j.out(), nf4j.err());
    }
  }
}
