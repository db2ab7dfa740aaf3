package org.netfilter4j.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.Programs;
import org.netfilter4j.host.EmbeddedHost;

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
    try (EmbeddedHost embedded = nf4j.host(host)) {
      return Programs.run(embedded, name, nf4j::mode, rest, nf4j.in(), nf4j.out(), nf4j.err());
    }
  }
}
