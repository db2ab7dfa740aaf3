package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;

/** {@code -L} and {@code -S}. */
final class Lists {
  /** Text is handed on in pieces of about this many characters. */
  private static final int PIECE = 1 << 16;

  private final Environment environment;
  private final Family family;
  private final Mode mode;
  private final StringBuilder text = new StringBuilder();

  Lists(Environment environment, Family family) {
    this.environment = environment;
    this.family = family;
    this.mode = environment.mode();
  }

  /** Whether the table has a built-in chain of that name. */
  static boolean isBuiltIn(String chain, TableName table) {
    for (Hook hook : table.hooks()) {
      if (hook.chain().equals(chain)) {
        return true;
      }
    }
    return false;
  }

  /** The order in which the tools list chains: the built-in ones by hook, then by name. */
  static List<String> order(Collection<String> names, TableName table) {
    List<String> order = complete(names, table);
    order.retainAll(names instanceof Set ? names : new HashSet<>(names));
    return order;
  }

  /** The same with all built-in chains, as the tools list those too that are not made yet. */
  static List<String> complete(Collection<String> names, TableName table) {
    List<String> order = new ArrayList<>(names.size());
    for (Hook hook : table.hooks()) {
      order.add(hook.chain());
    }
    List<String> users = new ArrayList<>();
    for (String name : names) {
      if (!order.contains(name)) {
        users.add(name);
      }
    }
    users.sort(null);
    order.addAll(users);
    return order;
  }

  /** Prints what the command asks for. */
  void print(ParsedCommand command, TableName name, Ruleset ruleset) {
    Table table = whole(family, name, ruleset.table(name));
    List<String> chains = order(table.chains().keySet(), name);
    if (command.chain != null) {
      if (table.chain(command.chain) == null) {
        throw missing(command.chain, name);
      }
      chains = List.of(command.chain);
    }
    if (command.commands.contains(CommandKind.LIST)) {
      list(command, table, chains);
    } else {
      rules(command, table, chains);
    }
    environment.out().print(text);
  }

  /** Says in nft mode that the other mode has rules too. */
  static void warnOfLegacy(Environment environment, Family family, String suffix) {
    if (environment.mode() == Mode.NFT && environment.legacyTablesPresent().test(family)) {
      String legacy = Iptables.programName(family) + "-legacy";
      environment
          .err()
          .print(
              "# Warning: "
                  + legacy
                  + " tables present, use "
                  + legacy
                  + suffix
                  + " to see them\n");
    }
  }

  /** The table with all its built-in chains; those that are not made yet are as if they were. */
  static Table whole(Family family, TableName name, @Nullable Table table) {
    Table empty = Table.empty(family, name);
    if (table == null || table.chains().keySet().containsAll(empty.chains().keySet())) {
      return table == null ? empty : table;
    }
    Map<String, Chain> chains = new LinkedHashMap<>(empty.chains());
    chains.putAll(table.chains());
    return new Table(family, name, chains);
  }

  private RuntimeException missing(String chain, TableName table) {
    String program = Iptables.programName(family);
    return mode == Mode.LEGACY
        ? Errors.errno(program, Errno.ENOENT)
        : Failure.line(
            1,
            program
                + " v"
                + Environment.VERSION
                + " ("
                + mode.versionWord()
                + "): chain `"
                + chain
                + "' in table `"
                + table.word()
                + "' is incompatible, use 'nft' tool.");
  }

  private void list(ParsedCommand command, Table table, List<String> chains) {
    RuleLister.Format format =
        new RuleLister.Format(
            command.has(BaseOption.NUMERIC),
            command.has(BaseOption.VERBOSE),
            command.has(BaseOption.EXPANDED),
            command.has(BaseOption.LINE_NUMBERS),
            true);
    RuleLister lister = new RuleLister(text, family, mode, environment.names(), format);
    Map<String, Integer> references = table.references();
    boolean first = true;
    for (String name : chains) {
      Chain chain = java.util.Objects.requireNonNull(table.chain(name));
      if (command.number == 0) {
        if (!first) {
          text.append('\n');
        }
        lister.header(chain, references.getOrDefault(name, 0));
      }
      first = false;
      List<Entry> rules = chain.rules();
      for (int number = 1; number <= rules.size(); number++) {
        if (command.number == 0 || command.number == number) {
          lister.rule(number, rules.get(number - 1));
          passOn();
        }
      }
    }
  }

  private void rules(ParsedCommand command, Table table, List<String> chains) {
    RuleWriter writer = new RuleWriter(text, mode, environment.names());
    boolean verbose = command.has(BaseOption.VERBOSE);
    if (command.number == 0) {
      for (String name : chains) {
        declaration(java.util.Objects.requireNonNull(table.chain(name)), verbose);
      }
    }
    for (String name : chains) {
      List<Entry> rules = java.util.Objects.requireNonNull(table.chain(name)).rules();
      for (int number = 1; number <= rules.size(); number++) {
        if (command.number == 0 || command.number == number) {
          Entry entry = rules.get(number - 1);
          writer.append(name, entry.rule(), verbose ? entry.counters() : null);
          text.append('\n');
          passOn();
        }
      }
    }
  }

  private void declaration(Chain chain, boolean verbose) {
    if (chain.policy() == null) {
      text.append("-N ").append(chain.name()).append('\n');
      return;
    }
    text.append("-P ").append(chain.name()).append(' ').append(chain.policy().name());
    if (verbose) {
      text.append(" -c ").append(Long.toUnsignedString(chain.counters().packets()));
      text.append(' ').append(Long.toUnsignedString(chain.counters().bytes()));
    }
    text.append('\n');
  }

  private void passOn() {
    if (text.length() >= PIECE) {
      environment.out().print(text);
      text.setLength(0);
    }
  }
}
