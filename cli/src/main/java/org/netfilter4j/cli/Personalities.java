package org.netfilter4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.Environment;
import org.netfilter4j.command.Iptables;
import org.netfilter4j.command.IptablesRestore;
import org.netfilter4j.command.IptablesRestoreTranslate;
import org.netfilter4j.command.IptablesSave;
import org.netfilter4j.command.IptablesTranslate;
import org.netfilter4j.command.Personality;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.model.Mode;

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
    Personality personality = Personality.of(name);
    boolean ipset = name.equals("ipset");
    if (personality == null && !ipset) {
      return -1;
    }
    List<String> rest = words;
    String host = hostName;
    if (words.size() >= 2 && words.getFirst().equals("--host")) {
      host = words.get(1);
      rest = words.subList(2, words.size());
    }
    try (EmbeddedHost embedded = nf4j.host(host)) {
      if (personality == null) {
        return IpsetProgram.run(nf4j, embedded, rest);
      }
      Mode mode =
          switch (personality.tool()) {
            case TRANSLATE, RESTORE_TRANSLATE -> Mode.NFT;
            case TABLES, SAVE, RESTORE ->
                personality.mode() != null ? personality.mode() : nf4j.mode();
          };
      Environment environment = embedded.environment(name, mode, nf4j.in(), nf4j.out(), nf4j.err());
      List<String> args = new ArrayList<>(rest);
      return switch (personality.tool()) {
        case TABLES -> Iptables.run(args, environment);
        case SAVE -> IptablesSave.run(args, environment);
        case RESTORE -> IptablesRestore.run(args, environment);
        case TRANSLATE -> IptablesTranslate.run(args, environment, personality.family());
        case RESTORE_TRANSLATE ->
            IptablesRestoreTranslate.run(args, environment, personality.family());
      };
    }
  }
}
