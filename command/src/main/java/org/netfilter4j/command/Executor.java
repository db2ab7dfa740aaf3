package org.netfilter4j.command;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Backend.ChangedException;
import org.netfilter4j.model.Backend.Need;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Backend.UnavailableException;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.ruleset.Draft;

/** Carries out a parsed command: reads the tables, makes edits of it, commits them. */
final class Executor {
  private final Environment environment;
  private final Family family;
  private final Mode mode;

  Executor(Environment environment, Family family) {
    this.environment = environment;
    this.family = family;
    this.mode = environment.mode();
  }

  void run(ParsedCommand command) {
    TableName table = TableName.find(command.table);
    if (table == null) {
      throw Errors.noTable(mode, family, command.table);
    }
    for (CommandKind kind : command.commands) {
      if (kind == CommandKind.LIST || kind == CommandKind.LIST_RULES) {
        Lists.warnOfLegacy(environment, family, "");
        Ruleset ruleset = askFor(environment, family, table, need(command));
        new Lists(environment, family).print(command, table, ruleset);
      }
    }
    for (CommandKind kind : command.commands) {
      if (kind != CommandKind.LIST && kind != CommandKind.LIST_RULES) {
        change(kind, command, table);
      }
    }
  }

  /**
   * What a command needs of its table: one that names a chain, that chain and the one that its rule
   * goes to.
   */
  private static Need need(ParsedCommand command) {
    boolean lists = command.lists();
    if (command.chain == null || lists) {
      return new Need(Set.of(), lists && command.chain == null);
    }
    Set<String> chains = new HashSet<>();
    chains.add(command.chain);
    if (command.jumpTo != null) {
      chains.add(command.jumpTo);
    }
    if (command.newName != null) {
      chains.add(command.newName);
    }
    return new Need(chains, false);
  }

  /** The tables; in legacy mode the kernel makes one when it is first asked for. */
  static Ruleset askFor(Environment environment, Family family, TableName table, Need need) {
    try {
      return read(environment, family, table, need);
    } catch (UnavailableException e) {
      throw unavailable(environment, family, table, e);
    }
  }

  private static RuntimeException unavailable(
      Environment environment, Family family, TableName table, UnavailableException e) {
    String program = Iptables.programName(family);
    return Errors.unavailable(environment.mode(), program, family, table, e);
  }

  /** As {@link #askFor}, for tools with words of their own where it can't be had. */
  static Ruleset read(Environment environment, Family family, TableName table, Need need) {
    Backend backend = environment.backend();
    Ruleset ruleset = backend.read(family, table, need);
    if (environment.mode() == Mode.LEGACY && ruleset.table(table) == null) {
      backend.commit(family, List.of(new Edit.MakeTable(table)));
      return backend.read(family, table, need);
    }
    return ruleset;
  }

  private void change(CommandKind kind, ParsedCommand command, TableName table) {
    Backend backend = environment.backend();
    Need need = need(command);
    Environment told = environment;
    while (true) {
      Ruleset ruleset;
      try {
        ruleset = read(environment, family, table, need);
      } catch (UnavailableException e) {
        Unavailable.tellRevisions(environment, family, command.extensions, e);
        throw unavailable(environment, family, table, e);
      }
      Changes changes = new Changes(told, family, new Draft(ruleset, backend.judges()));
      changes.apply(kind, command, table);
      List<Edit> edits = changes.edits();
      if (edits.isEmpty() || kind == CommandKind.CHECK) {
        return;
      }
      try {
        backend.commit(family, edits);
        return;
      } catch (RefusedException e) {
        throw Errors.refused(Iptables.programName(family), mode, edits.get(e.edit()), e.errno());
      } catch (ChangedException e) {
        // Another program was faster: once more, on what it left, and silently.
        told = environment.withOut(new PrintStream(OutputStream.nullOutputStream()));
      }
    }
  }
}
