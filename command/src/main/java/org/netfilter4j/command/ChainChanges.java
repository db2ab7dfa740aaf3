package org.netfilter4j.command;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.ruleset.Draft;

/**
 * The commands about chains: {@code -F}, {@code -Z}, {@code -N}, {@code -X}, {@code -P}, {@code
 * -E}.
 */
final class ChainChanges {
  private final Changes changes;
  private final Draft draft;
  private final Mode mode;
  private final String program;

  ChainChanges(Changes changes) {
    this.changes = changes;
    this.draft = changes.draft;
    this.mode = changes.mode;
    this.program = changes.program;
  }

  /** The chains that a command without a chain is about, in the order of its work. */
  private List<String> all(TableName table) {
    return Lists.order(draft.chainNames(table), table);
  }

  void flush(ParsedCommand command, TableName table) {
    boolean verbose = command.verbose > 0;
    if (command.chain != null) {
      changes.base(table, command.chain);
      changes.requireChain(table, command.chain);
      flush(verbose, table, command.chain);
      return;
    }
    if (mode == Mode.NFT && verbose) {
      changes.whole(table);
    }
    for (String chain : all(table)) {
      flush(verbose, table, chain);
    }
  }

  private void flush(boolean verbose, TableName table, String chain) {
    if (verbose) {
      changes.tell("Flushing", chain);
    }
    changes.flushChain(table, chain);
  }

  void zero(ParsedCommand command, TableName table) {
    boolean verbose = command.verbose > 0;
    // A listing in the same command has made the tool believe in all built-in chains. It makes
    // them by zeroing them, where the table is there.
    boolean believed = mode == Mode.NFT && command.lists();
    if (command.chain != null) {
      if (!believed || !Lists.isBuiltIn(command.chain, table)) {
        changes.requireChain(table, command.chain);
      }
      zero(verbose, table, command.chain);
      return;
    }
    for (String chain : believed ? Lists.complete(draft.chainNames(table), table) : all(table)) {
      zero(verbose, table, chain);
    }
  }

  private void zero(boolean verbose, TableName table, String chain) {
    if (verbose) {
      changes.tell("Zeroing", chain);
    }
    if (draft.hasTable(table)) {
      changes.base(table, chain);
    }
    changes.add(new Edit.Zero(table, chain, 0));
  }

  void create(ParsedCommand command, TableName table) {
    changes.open(table);
    if (changes.knows(table, command.chain())) {
      throw Failure.of(program, "Chain already exists");
    }
    changes.add(new Edit.NewChain(table, command.chain()));
  }

  void delete(ParsedCommand command, TableName table) {
    boolean verbose = command.verbose > 0;
    if (command.chain != null) {
      changes.requireChain(table, command.chain);
      delete(verbose, table, command.chain);
      return;
    }
    RuntimeException refused = null;
    for (String chain : mode == Mode.NFT && !verbose ? draft.chainNames(table) : all(table)) {
      if (draft.isBuiltIn(table, chain)) {
        deleteIdle(table, chain);
        continue;
      }
      try {
        delete(verbose, table, chain);
      } catch (Failure | Rejected e) {
        // All are tried; iptables-legacy tells of the last.
        refused = refused == null || mode == Mode.LEGACY ? e : refused;
      }
    }
    if (refused != null) {
      throw refused;
    }
  }

  private void delete(boolean verbose, TableName table, String chain) {
    boolean builtIn = draft.isBuiltIn(table, chain);
    if (verbose && (mode == Mode.LEGACY || !builtIn)) {
      changes.tell("Deleting", chain);
    }
    if (mode == Mode.NFT && builtIn && !draft.accepts(table, chain)) {
      throw Failure.of(program, "Directory not empty");
    }
    Edit edit = new Edit.DeleteChain(table, chain);
    try {
      changes.attempt(edit);
    } catch (RefusedException e) {
      throw Errors.refused(program, mode, edit, mode == Mode.NFT ? Errno.EBUSY : e.errno());
    }
  }

  /** {@code -X} alone deletes base chains that do nothing in nft mode. */
  private void deleteIdle(TableName table, String chain) {
    if (mode == Mode.NFT && draft.size(table, chain) == 0 && draft.accepts(table, chain)) {
      changes.add(new Edit.DeleteChain(table, chain));
    }
  }

  void policy(ParsedCommand command, TableName table) {
    String chain = command.chain();
    Target.@Nullable Standard policy =
        command.policy == null ? null : RuleNames.standard(command.policy);
    boolean known = policy == Target.Standard.ACCEPT || policy == Target.Standard.DROP;
    if (!Lists.isBuiltIn(chain, table) && (known || mode == Mode.LEGACY)) {
      throw Failure.of(program, "Bad built-in chain name");
    }
    if (policy == null || !known) {
      throw Failure.line(1, program + ": Bad policy name. Run `dmesg' for more information.");
    }
    changes.base(table, chain);
    boolean counted = mode == Mode.LEGACY && command.has(BaseOption.COUNTERS);
    // Without counters both tools make them zero, whatever the policy was.
    Counters counters = counted ? command.counters : Counters.ZERO;
    changes.add(new Edit.Policy(table, chain, policy, counters));
  }

  void rename(ParsedCommand command, TableName table) {
    String to = Objects.requireNonNull(command.newName);
    boolean verdict = mode == Mode.LEGACY && RuleNames.standard(to) != null;
    if (verdict || changes.knows(table, to)) {
      throw Errors.errno(program, Errno.EEXIST);
    }
    // iptables-nft renames a built-in chain too, and can't read the table any more.
    if (!draft.hasChain(table, command.chain()) || draft.isBuiltIn(table, command.chain())) {
      throw Errors.errno(program, Errno.ENOENT);
    }
    changes.add(new Edit.RenameChain(table, command.chain(), to));
  }
}
