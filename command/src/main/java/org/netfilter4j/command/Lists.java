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
import org.netfilter4j.xt.nft.Unreadable;

/** {@code -L} and {@code -S}. */
final class Lists {
  /** Text is handed on in pieces of about this many characters. */
  private static final int PIECE = 1 << 16;

  private final Environment environment;
  private final Family family;
  private final Mode mode;
  private final StringBuilder text = new StringBuilder();

  /** Where the rule begins that is written now. */
  private int whole;

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
    switch (environment.backend().fitness(family, name, command.chain)) {
      case WHOLE -> {}
      case PART -> text.append(foreignChains(name));
      case NONE -> throw incompatible(command.chain, name);
    }
    try {
      if (command.commands.contains(CommandKind.LIST)) {
        list(command, table, chains);
      } else {
        rules(command, table, chains);
      }
    } catch (Unreadable.ListedException e) {
      environment.out().print(text.substring(0, whole));
      throw unreadable(environment, Iptables.programName(family), e);
    }
    environment.out().print(text);
  }

  /** What the tools say of a table that has base chains of others. */
  static String foreignChains(TableName table) {
    return "# Table `"
        + table.word()
        + "' contains incompatible base-chains, use 'nft' tool to list them.\n";
  }

  /** What the tools say of a rule that they can't list. */
  static RuntimeException unreadable(
      Environment environment, String program, Unreadable.ListedException unread) {
    for (String reason : unread.reasons()) {
      environment.err().print("Error: " + reason + "\n");
    }
    return Failure.line(
        3,
        program
            + " v"
            + Environment.VERSION
            + " ("
            + environment.mode().versionWord()
            + "): Parsing nftables rule failed\n"
            + "Perhaps "
            + program
            + " or your kernel needs to be upgraded.");
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
    return mode == Mode.LEGACY
        ? Errors.errno(Iptables.programName(family), Errno.ENOENT)
        : incompatible(chain, table);
  }

  private RuntimeException incompatible(@Nullable String chain, TableName table) {
    return Failure.line(
        1,
        Iptables.programName(family)
            + " v"
            + Environment.VERSION
            + " ("
            + mode.versionWord()
            + "): "
            + (chain == null ? "" : "chain `" + chain + "' in ")
            + "table `"
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
          whole = text.length();
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
          whole = text.length();
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
