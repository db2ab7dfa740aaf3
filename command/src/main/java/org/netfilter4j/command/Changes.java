package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.ruleset.Draft;

/**
 * The edits that commands make of tables, tried on a draft on the way so that each command finds
 * what those before it left. What the tool itself refuses is refused here; what the kernel refuses,
 * when the edits are committed.
 *
 * <p>In legacy mode the kernel makes a table whole when it is first asked for. In nft mode the tool
 * makes a table, and each of its built-in chains, when a command first needs them ({@link #open},
 * {@link #base}); until then a command that only looks for the chain does not find it.
 */
final class Changes {
  final Environment environment;
  final Family family;
  final Mode mode;

  /** What the program calls itself in messages. */
  final String program;

  final Draft draft;
  private final List<Edit> edits = new ArrayList<>();
  private final Set<TableName> touched = EnumSet.noneOf(TableName.class);
  private final RuleChanges rules;
  private final ChainChanges chains;

  Changes(Environment environment, Family family, Draft draft) {
    this.environment = environment;
    this.family = family;
    this.mode = environment.mode();
    this.program = Iptables.programName(family);
    this.draft = draft;
    this.rules = new RuleChanges(this);
    this.chains = new ChainChanges(this);
  }

  List<Edit> edits() {
    return edits;
  }

  /** Makes the table if it is not there. */
  void open(TableName table) {
    if (!draft.hasTable(table)) {
      add(new Edit.MakeTable(table));
    }
  }

  /** Makes the table, and the chain if it is a built-in one that is not there yet. */
  void base(TableName table, String chain) {
    open(table);
    if (!draft.hasChain(table, chain) && Lists.isBuiltIn(chain, table)) {
      add(new Edit.BaseChain(table, chain));
    }
  }

  /** Makes the table with all its built-in chains. */
  void whole(TableName table) {
    for (Hook hook : table.hooks()) {
      base(table, hook.chain());
    }
  }

  /** Whether the chain is there, or would be made where it is needed. */
  boolean knows(TableName table, String chain) {
    return draft.hasChain(table, chain) || Lists.isBuiltIn(chain, table);
  }

  /**
   * Empties the table before its rules are restored. In nft mode it is deleted.
   *
   * @param verbose whether that is told
   */
  void empty(TableName table, boolean verbose) {
    if (verbose) {
      if (mode == Mode.NFT) {
        whole(table);
      }
      List<String> names = Lists.order(draft.chainNames(table), table);
      for (String chain : names) {
        tell("Flushing", chain);
      }
      for (String chain : names) {
        if (!draft.isBuiltIn(table, chain)) {
          tell("Deleting", chain);
        }
      }
    }
    if (mode == Mode.LEGACY) {
      add(new Edit.FlushTable(table));
    } else if (draft.hasTable(table)) {
      add(new Edit.DeleteTable(table));
    }
  }

  void tell(String doing, String chain) {
    environment.out().print(doing + " chain `" + chain + "'\n");
  }

  /**
   * Marks a table as changed. libiptc then loses what the policies have counted: of those that the
   * change does not set, nothing is sent back to the kernel.
   */
  void touch(TableName table) {
    if (mode == Mode.LEGACY && touched.add(table)) {
      for (String chain : draft.countedPolicies(table)) {
        Target.Standard policy =
            draft.accepts(table, chain) ? Target.Standard.ACCEPT : Target.Standard.DROP;
        attempt(new Edit.Policy(table, chain, policy, Counters.ZERO));
      }
    }
  }

  /** Removes the rules of a chain. */
  void flushChain(TableName table, String chain) {
    touch(table);
    if (!draft.isSurelyEmpty(table, chain)) {
      add(new Edit.Flush(table, chain));
    }
  }

  /** Adds an edit; it must be possible, or refused in the tool's own words by now. */
  void add(Edit edit) {
    try {
      attempt(edit);
    } catch (RefusedException e) {
      throw Errors.refused(program, mode, edit, e.errno());
    }
  }

  /** Adds an edit if it is possible. */
  void attempt(Edit edit) {
    touch(edit.table());
    draft.apply(edits.size(), edit);
    edits.add(edit);
  }

  void requireChain(TableName table, String chain) {
    if (!draft.hasChain(table, chain)) {
      throw Errors.errno(program, Errno.ENOENT);
    }
  }

  /** Carries out one command on the draft. */
  void apply(CommandKind kind, ParsedCommand command, TableName table) {
    switch (kind) {
      case APPEND, INSERT, REPLACE, DELETE, CHECK -> rules.specified(kind, command, table);
      case DELETE_NUMBER -> rules.delete(command, table);
      case ZERO_NUMBER -> rules.zero(command, table);
      case FLUSH -> chains.flush(command, table);
      case ZERO -> chains.zero(command, table);
      case NEW_CHAIN -> chains.create(command, table);
      case DELETE_CHAIN -> chains.delete(command, table);
      case SET_POLICY -> chains.policy(command, table);
      case RENAME_CHAIN -> chains.rename(command, table);
      case LIST, LIST_RULES -> {}
    }
  }
}
