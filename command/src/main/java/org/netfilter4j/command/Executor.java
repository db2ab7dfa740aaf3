package org.netfilter4j.command;

import java.util.List;
import org.netfilter4j.model.Backend.RefusedException;
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
    Ruleset ruleset = askFor(environment, family, table);
    for (CommandKind kind : command.commands) {
      if (kind == CommandKind.LIST || kind == CommandKind.LIST_RULES) {
        new Lists(environment, family).print(command, table, ruleset);
      }
    }
    for (CommandKind kind : command.commands) {
      if (kind != CommandKind.LIST && kind != CommandKind.LIST_RULES) {
        change(kind, command, table, ruleset);
      }
    }
  }

  /** The tables; in legacy mode the kernel makes one when it is first asked for. */
  static Ruleset askFor(Environment environment, Family family, TableName table) {
    Ruleset ruleset = environment.backend().read(family);
    if (environment.mode() == Mode.LEGACY && ruleset.table(table) == null) {
      environment.backend().commit(family, List.of(new Edit.MakeTable(table)));
      return environment.backend().read(family);
    }
    return ruleset;
  }

  private void change(CommandKind kind, ParsedCommand command, TableName table, Ruleset ruleset) {
    Changes changes = new Changes(environment, family, new Draft(ruleset));
    changes.apply(kind, command, table);
    List<Edit> edits = changes.edits();
    if (edits.isEmpty() || kind == CommandKind.CHECK) {
      return;
    }
    try {
      environment.backend().commit(family, edits);
    } catch (RefusedException e) {
      throw Errors.refused(Iptables.programName(family), mode, edits.get(e.edit()), e.errno());
    }
  }
}
