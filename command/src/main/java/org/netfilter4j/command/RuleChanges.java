package org.netfilter4j.command;

import java.util.List;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.ruleset.Draft;

/** The commands about rules: {@code -A}, {@code -I}, {@code -R}, {@code -D}, {@code -C}. */
final class RuleChanges {
  private static final String BAD_RULE = "Bad rule (does a matching rule exist in that chain?)";

  private final Changes changes;
  private final Draft draft;
  private final Mode mode;
  private final String program;

  RuleChanges(Changes changes) {
    this.changes = changes;
    this.draft = changes.draft;
    this.mode = changes.mode;
    this.program = changes.program;
  }

  /** A command that specifies a rule. */
  void specified(CommandKind kind, ParsedCommand command, TableName table) {
    Target target =
        command.target(
            mode,
            name -> changes.knows(table, name),
            line -> changes.environment.err().print(line));
    List<Rule> rules = command.rules(target);
    String chain = command.chain();
    // iptables-legacy tells what it is about to do, iptables-nft what it has done.
    if (command.verbose > 0 && mode == Mode.LEGACY) {
      print(rules, command.counters);
    }
    if (mode == Mode.NFT && (kind == CommandKind.APPEND || kind == CommandKind.INSERT)) {
      changes.base(table, chain);
    }
    if (!draft.hasChain(table, chain)) {
      boolean search = kind == CommandKind.DELETE || kind == CommandKind.CHECK;
      throw search ? Failure.of(program, BAD_RULE) : Errors.errno(program, Errno.ENOENT);
    }
    for (Rule rule : rules) {
      Entry entry = new Entry(rule, command.counters);
      switch (kind) {
        case APPEND -> changes.add(new Edit.Append(table, chain, entry));
        case INSERT -> {
          requirePlace(command.number - 1, table, chain, "insertion");
          boolean last = command.number > 1 && command.number == draft.size(table, chain) + 1;
          // iptables-nft appends there, as its message tells.
          changes.add(
              mode == Mode.NFT && last
                  ? new Edit.Append(table, chain, entry)
                  : new Edit.Insert(table, chain, command.number, entry));
        }
        case REPLACE -> {
          requirePlace(command.number, table, chain, "replacement");
          changes.add(new Edit.Replace(table, chain, command.number, entry));
        }
        case DELETE -> changes.add(new Edit.Delete(table, chain, find(rule, table, chain)));
        case CHECK -> find(rule, table, chain);
        case DELETE_NUMBER,
            LIST,
            FLUSH,
            ZERO,
            NEW_CHAIN,
            DELETE_CHAIN,
            SET_POLICY,
            RENAME_CHAIN,
            LIST_RULES,
            ZERO_NUMBER ->
            throw new IllegalStateException(kind + " specifies no rule");
      }
    }
    if (command.verbose > 0 && mode == Mode.NFT) {
      print(rules, command.counters);
    }
  }

  private void requirePlace(int number, TableName table, String chain, String what) {
    if (number > 0 && number > draft.size(table, chain)) {
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
      if (draft.mayBe(table, chain, i, rule)
          && RuleForm.same(draft.entry(table, chain, i).rule(), rule, mode)) {
        return i;
      }
    }
    // For any other target libiptc has looked for a chain of that name, and its words are those of
    // the look.
    boolean looked = to != null || rule.target() instanceof Target.Extended;
    throw mode == Mode.LEGACY && looked
        ? Errors.errno(program, Errno.ENOENT)
        : Failure.of(program, BAD_RULE);
  }

  private void print(List<Rule> rules, Counters counters) {
    StringBuilder text = new StringBuilder();
    Environment environment = changes.environment;
    RuleLister lister =
        new RuleLister(text, changes.family, mode, environment.names(), RuleLister.Format.RULE);
    for (Rule rule : rules) {
      lister.rule(0, new Entry(rule, counters));
    }
    environment.out().print(text);
  }

  /** Deletes a rule by its number. */
  void delete(ParsedCommand command, TableName table) {
    changes.requireChain(table, command.chain());
    requirePlace(command.number, table, command.chain(), "deletion");
    changes.add(new Edit.Delete(table, command.chain(), command.number));
  }

  /** Zeroes the counters of a rule by its number. */
  void zero(ParsedCommand command, TableName table) {
    String chain = command.chain();
    // A listing in the same command has made the tool believe in all built-in chains.
    boolean believed = command.lists() && Lists.isBuiltIn(chain, table);
    if (mode == Mode.NFT && !draft.hasChain(table, chain) && !believed) {
      throw Failure.of(program, BAD_RULE);
    }
    if (mode == Mode.LEGACY) {
      changes.requireChain(table, chain);
    }
    if (command.number > draft.size(table, chain)) {
      if (mode == Mode.NFT) {
        return;
      }
      throw Failure.of(program, "Index of counter too big");
    }
    changes.add(new Edit.Zero(table, chain, command.number));
  }
}
