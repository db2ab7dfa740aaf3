package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.ruleset.Draft;

/**
 * The edits that commands make of tables, tried on a draft on the way so that each command finds
 * what those before it left. What the tool itself refuses is refused here; what the kernel refuses,
 * when the edits are committed.
 */
final class Changes {
  private static final String BAD_RULE = "Bad rule (does a matching rule exist in that chain?)";

  private final Environment environment;
  private final Family family;
  private final Mode mode;
  private final String program;
  private final Draft draft;
  private final boolean verbose;
  private final List<Edit> edits = new ArrayList<>();

  Changes(Environment environment, Family family, Draft draft) {
    this(environment, family, draft, false);
  }

  /**
   * @param verbose whether the emptying of a table is told
   */
  Changes(Environment environment, Family family, Draft draft, boolean verbose) {
    this.verbose = verbose;
    this.environment = environment;
    this.family = family;
    this.mode = environment.mode();
    this.program = Iptables.programName(family);
    this.draft = draft;
  }

  List<Edit> edits() {
    return edits;
  }

  Draft draft() {
    return draft;
  }

  /** Makes the table if it is not there. */
  void open(TableName table) {
    if (!draft.hasTable(table)) {
      add(new Edit.MakeTable(table));
    }
  }

  /**
   * Empties the table before its rules are restored. In nft mode the table is made anew, so
   * policies go back to ACCEPT.
   */
  void empty(TableName table) {
    List<String> chains = Lists.order(draft.chainNames(table), table);
    if (verbose) {
      for (String chain : chains) {
        environment.out().print("Flushing chain `" + chain + "'\n");
      }
      for (String chain : chains) {
        if (!draft.isBuiltIn(table, chain)) {
          environment.out().print("Deleting chain `" + chain + "'\n");
        }
      }
    }
    add(new Edit.FlushTable(table));
    if (mode == Mode.NFT) {
      for (Hook hook : table.hooks()) {
        add(new Edit.Policy(table, hook.chain(), Target.Standard.ACCEPT, Counters.ZERO));
      }
    }
  }

  /** Removes the rules of a chain. */
  void flushChain(TableName table, String chain) {
    if (draft.size(table, chain) > 0) {
      add(new Edit.Flush(table, chain));
    }
  }

  /** Adds an edit; it must be possible, or refused in the tool's own words by now. */
  void add(Edit edit) {
    try {
      draft.apply(edits.size(), edit);
    } catch (RefusedException e) {
      throw Errors.refused(program, mode, edit, e.errno());
    }
    edits.add(edit);
  }

  /** Carries out one command on the draft. */
  void apply(CommandKind kind, ParsedCommand command, TableName table) {
    switch (kind) {
      case APPEND, INSERT, REPLACE, DELETE, CHECK -> rule(kind, command, table);
      case DELETE_NUMBER -> deleteNumber(command, table);
      case FLUSH -> flush(command, table);
      case ZERO -> zero(command, table);
      case ZERO_NUMBER -> zeroNumber(command, table);
      case NEW_CHAIN -> newChain(command, table);
      case DELETE_CHAIN -> deleteChain(command, table);
      case SET_POLICY -> policy(command, table);
      case RENAME_CHAIN -> rename(command, table);
      case LIST, LIST_RULES -> {}
    }
  }

  private void rule(CommandKind kind, ParsedCommand command, TableName table) {
    Target target =
        command.target(
            mode, name -> draft.hasChain(table, name), line -> environment.err().print(line));
    List<Rule> rules = command.rules(target);
    String chain = command.chain();
    // iptables-legacy tells what it is about to do, iptables-nft what it has done.
    if (command.verbose > 0 && mode == Mode.LEGACY) {
      printRules(rules, command.counters);
    }
    if (!draft.hasChain(table, chain)) {
      boolean search = kind == CommandKind.DELETE || kind == CommandKind.CHECK;
      throw search ? Failure.of(program, BAD_RULE) : Errors.errno(program, Errno.ENOENT);
    }
    for (Rule rule : rules) {
      Entry entry = new Entry(rule, command.counters);
      switch (kind) {
        case APPEND -> add(new Edit.Append(table, chain, entry));
        case INSERT -> {
          requirePlace(command.number - 1, table, chain, "insertion");
          add(new Edit.Insert(table, chain, command.number, entry));
        }
        case REPLACE -> {
          requirePlace(command.number, table, chain, "replacement");
          add(new Edit.Replace(table, chain, command.number, entry));
        }
        case DELETE -> add(new Edit.Delete(table, chain, find(rule, table, chain)));
        default -> find(rule, table, chain);
      }
    }
    if (command.verbose > 0 && mode == Mode.NFT) {
      printRules(rules, command.counters);
    }
  }

  private void requirePlace(int number, TableName table, String chain, String what) {
    if (number > draft.size(table, chain)) {
      throw Failure.of(program, "Index of " + what + " too big");
    }
  }

  /** The number of the first rule that is the same. */
  private int find(Rule rule, TableName table, String chain) {
    String to = rule.target().chain();
    if (mode == Mode.LEGACY && to != null && draft.isBuiltIn(table, to)) {
      throw Errors.errno(program, Errno.EINVAL);
    }
    int size = draft.size(table, chain);
    for (int i = 1; i <= size; i++) {
      if (RuleForm.same(draft.entry(table, chain, i).rule(), rule, mode)) {
        return i;
      }
    }
    // libiptc's words for a rule that goes to a chain are those of the chain's finding.
    throw mode == Mode.LEGACY && to != null
        ? Errors.errno(program, Errno.ENOENT)
        : Failure.of(program, BAD_RULE);
  }

  private void printRules(List<Rule> rules, Counters counters) {
    StringBuilder text = new StringBuilder();
    RuleLister lister =
        new RuleLister(text, family, mode, environment.names(), RuleLister.Format.RULE);
    for (Rule rule : rules) {
      lister.rule(0, new Entry(rule, counters));
    }
    environment.out().print(text);
  }

  private void requireChain(TableName table, String chain) {
    if (!draft.hasChain(table, chain)) {
      throw Errors.errno(program, Errno.ENOENT);
    }
  }

  private void deleteNumber(ParsedCommand command, TableName table) {
    requireChain(table, command.chain());
    requirePlace(command.number, table, command.chain(), "deletion");
    add(new Edit.Delete(table, command.chain(), command.number));
  }

  private void flush(ParsedCommand command, TableName table) {
    if (command.chain != null) {
      requireChain(table, command.chain);
      flush(command, table, command.chain);
      return;
    }
    for (String chain : Lists.order(draft.chainNames(table), table)) {
      flush(command, table, chain);
    }
  }

  private void flush(ParsedCommand command, TableName table, String chain) {
    if (command.verbose > 0) {
      environment.out().print("Flushing chain `" + chain + "'\n");
    }
    flushChain(table, chain);
  }

  private void zero(ParsedCommand command, TableName table) {
    if (command.chain != null) {
      requireChain(table, command.chain);
      zero(command, table, command.chain);
      return;
    }
    for (String chain : Lists.order(draft.chainNames(table), table)) {
      zero(command, table, chain);
    }
  }

  private void zero(ParsedCommand command, TableName table, String chain) {
    if (command.verbose > 0) {
      environment.out().print("Zeroing chain `" + chain + "'\n");
    }
    add(new Edit.Zero(table, chain, 0));
  }

  private void zeroNumber(ParsedCommand command, TableName table) {
    if (mode == Mode.NFT && !draft.hasChain(table, command.chain())) {
      throw Failure.of(program, BAD_RULE);
    }
    requireChain(table, command.chain());
    if (command.number > draft.size(table, command.chain())) {
      if (mode == Mode.NFT) {
        return;
      }
      throw Failure.of(program, "Index of counter too big");
    }
    add(new Edit.Zero(table, command.chain(), command.number));
  }

  private void newChain(ParsedCommand command, TableName table) {
    if (draft.hasChain(table, command.chain())) {
      throw Failure.of(program, "Chain already exists");
    }
    add(new Edit.NewChain(table, command.chain()));
  }

  private void deleteChain(ParsedCommand command, TableName table) {
    if (command.chain != null) {
      requireChain(table, command.chain);
      deleteChain(command, table, command.chain);
      return;
    }
    RuntimeException refused = null;
    for (String chain : Lists.order(draft.chainNames(table), table)) {
      if (draft.isBuiltIn(table, chain)) {
        deleteBaseChain(table, chain);
        continue;
      }
      try {
        deleteChain(command, table, chain);
      } catch (Failure | Rejected e) {
        // All are tried; iptables-legacy tells of the last.
        refused = refused == null || mode == Mode.LEGACY ? e : refused;
      }
    }
    if (refused != null) {
      throw refused;
    }
  }

  private void deleteChain(ParsedCommand command, TableName table, String chain) {
    if (command.verbose > 0) {
      environment.out().print("Deleting chain `" + chain + "'\n");
    }
    if (mode == Mode.NFT && draft.isBuiltIn(table, chain) && draft.size(table, chain) == 0) {
      add(new Edit.Policy(table, chain, Target.Standard.ACCEPT, Counters.ZERO));
      return;
    }
    Edit edit = new Edit.DeleteChain(table, chain);
    try {
      draft.apply(edits.size(), edit);
      edits.add(edit);
    } catch (RefusedException e) {
      throw Errors.refused(program, mode, edit, mode == Mode.NFT ? Errno.EBUSY : e.errno());
    }
  }

  /**
   * {@code -X} alone deletes base chains that do nothing in nft mode. They come back as new when
   * they are needed, so what is lost is what the policy has counted.
   */
  private void deleteBaseChain(TableName table, String chain) {
    if (mode == Mode.NFT && draft.size(table, chain) == 0 && draft.accepts(table, chain)) {
      add(new Edit.Policy(table, chain, Target.Standard.ACCEPT, Counters.ZERO));
    }
  }

  private void policy(ParsedCommand command, TableName table) {
    Target.Standard policy = command.policy == null ? null : RuleNames.standard(command.policy);
    boolean known = policy == Target.Standard.ACCEPT || policy == Target.Standard.DROP;
    if (!draft.isBuiltIn(table, command.chain()) && (known || mode == Mode.LEGACY)) {
      throw Failure.of(program, "Bad built-in chain name");
    }
    if (policy == null || !known) {
      throw Failure.line(1, program + ": Bad policy name. Run `dmesg' for more information.");
    }
    boolean counted = mode == Mode.LEGACY && command.has(BaseOption.COUNTERS);
    add(new Edit.Policy(table, command.chain(), policy, counted ? command.counters : null));
  }

  private void rename(ParsedCommand command, TableName table) {
    String to = java.util.Objects.requireNonNull(command.newName);
    boolean verdict = mode == Mode.LEGACY && RuleNames.standard(to) != null;
    if (verdict || draft.hasChain(table, to)) {
      throw Errors.errno(program, Errno.EEXIST);
    }
    if (!draft.hasChain(table, command.chain()) || draft.isBuiltIn(table, command.chain())) {
      throw Errors.errno(program, Errno.ENOENT);
    }
    add(new Edit.RenameChain(table, command.chain(), to));
  }
}
