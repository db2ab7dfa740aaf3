package org.netfilter4j.command.ipset;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands, in the order in which an abbreviation is looked for. */
enum IpsetCommand {
  CREATE(2, "create", "new", "-N"),
  ADD(2, "add", "-A"),
  DEL(2, "del", "-D"),
  TEST(2, "test", "-T"),
  DESTROY(-1, "destroy", "x", "-X"),
  LIST(-1, "list", "-L"),
  SAVE(-1, "save", "-S"),
  RESTORE(0, "restore", "-R"),
  FLUSH(-1, "flush", "-F"),
  RENAME(2, "rename", "e", "-E"),
  SWAP(2, "swap", "w", "-W"),
  HELP(-1, "help", "-h", "-H"),
  VERSION(0, "version", "-v", "-V"),
  QUIT(0, "quit");

  private final int arguments;

  @SuppressWarnings("ImmutableEnumChecker") // List.of() makes what can't change.
  private final List<String> names;

  IpsetCommand(int arguments, String... names) {
    this.arguments = arguments;
    this.names = List.of(names);
  }

  /** How many arguments it must have; -1 where one may follow. */
  int arguments() {
    return arguments;
  }

  String word() {
    return names.getFirst();
  }

  /** The first command of which the word, without two hyphens before it, is the beginning. */
  static @Nullable IpsetCommand find(String word) {
    String plain = word.startsWith("--") ? word.substring(2) : word;
    if (plain.isEmpty() || plain.equals("-")) {
      return null;
    }
    for (IpsetCommand command : values()) {
      for (String name : command.names) {
        if (name.startsWith(plain)) {
          return command;
        }
      }
    }
    return null;
  }
}
