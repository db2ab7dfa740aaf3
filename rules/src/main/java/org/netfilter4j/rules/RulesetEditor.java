package org.netfilter4j.rules;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.command.RuleLanguage;
import org.netfilter4j.command.RuleLanguage.BadRuleException;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.ruleset.Draft;

/**
 * Changes a ruleset, one command after the other, and gives the new one with {@link #done}. Rule
 * numbers count from 1. A change that can't be made leaves all as it was before it and throws
 * {@link RuleException} with the C tool's message. Not safe for several threads.
 */
public final class RulesetEditor {
  private static final String BAD_RULE = "Bad rule (does a matching rule exist in that chain?).";

  private final Draft draft;
  private final List<Edit> made = new ArrayList<>();
  private final RuleLanguage language;
  private TableName table = TableName.FILTER;

  RulesetEditor(Ruleset ruleset) {
    this(ruleset, false);
  }

  private RulesetEditor(Ruleset ruleset, boolean trusting) {
    draft = new Draft(ruleset, trusting);
    language = Dialect.of(ruleset.family()).mode(ruleset.mode()).language();
  }

  /**
   * An editor of rules that a back end has: it does not look at rules that no change is about.
   *
   * @param ruleset what was read of it
   * @param judges whether the back end finds by itself what is impossible
   */
  public static RulesetEditor of(Ruleset ruleset, boolean judges) {
    return new RulesetEditor(ruleset, judges);
  }

  /** The changes so far, as a back end takes them. */
  public List<Edit> edits() {
    return List.copyOf(made);
  }

  /**
   * What the C tool would say where a back end refuses one of {@link #edits}.
   *
   * @param edit its index
   */
  public RuleException refused(int edit, Errno errno) {
    return RuleException.of(
        language.mode() == Mode.NFT ? 4 : 1, language.refusal(made.get(edit), errno));
  }

  /** From here on this table is meant; at first it is filter. */
  public RulesetEditor in(TableName name) {
    table = name;
    return this;
  }

  private RulesetEditor apply(String chain, Edit edit) {
    open(chain);
    try {
      add(edit);
      return this;
    } catch (RefusedException e) {
      throw RuleException.of(
          language.mode() == Mode.NFT ? 4 : 1, language.refusal(edit, e.errno()));
    }
  }

  private void add(Edit edit) {
    draft.apply(made.size(), edit);
    made.add(edit);
  }

  /** Makes the table, and the chain where it is built in, if they are not there. */
  private void open(String chain) {
    if (!draft.hasTable(table)) {
      add(new Edit.MakeTable(table));
    }
    for (Hook hook : table.hooks()) {
      if (hook.chain().equals(chain) && !draft.hasChain(table, chain)) {
        add(new Edit.BaseChain(table, chain));
      }
    }
  }

  private Entry entry(Rule rule) {
    if (rule.family() != language.family()) {
      throw RuleException.of(2, "The rule is of the other family");
    }
    String to = rule.target().chain();
    if (to != null && !draft.hasChain(table, to)) {
      throw RuleException.ofWord(2, to, -1, "Chain '" + to + "' does not exist");
    }
    return new Entry(rule, Counters.ZERO);
  }

  /** Refuses a number that no rule has. */
  private void require(String chain, int number, int greatest, String what) {
    open(chain);
    if (draft.hasChain(table, chain) && (number < 1 || number > greatest)) {
      throw RuleException.of(1, "Index of " + what + " too big.");
    }
  }

  /** {@code -A}. */
  public RulesetEditor append(String chain, Rule rule) {
    return apply(chain, new Edit.Append(table, chain, entry(rule)));
  }

  /** {@code -I}: before the rule of that number; one past the last appends. */
  public RulesetEditor insert(String chain, int number, Rule rule) {
    require(chain, number, draft.size(table, chain) + 1, "insertion");
    return apply(chain, new Edit.Insert(table, chain, number, entry(rule)));
  }

  /** {@code -R}. */
  public RulesetEditor replace(String chain, int number, Rule rule) {
    require(chain, number, draft.size(table, chain), "replacement");
    return apply(chain, new Edit.Replace(table, chain, number, entry(rule)));
  }

  /** {@code -D}, by number. */
  public RulesetEditor delete(String chain, int number) {
    require(chain, number, draft.size(table, chain), "deletion");
    return apply(chain, new Edit.Delete(table, chain, number));
  }

  /** {@code -D}: the first rule that is the same. */
  public RulesetEditor delete(String chain, Rule rule) {
    int number = find(chain, rule);
    if (number == 0) {
      throw RuleException.of(1, BAD_RULE);
    }
    return delete(chain, number);
  }

  /** {@code -C}: the number of the first rule that is the same; 0 where there is none. */
  public int find(String chain, Rule rule) {
    int size = draft.size(table, chain);
    for (int number = 1; number <= size; number++) {
      if (language.same(draft.entry(table, chain, number).rule(), rule)) {
        return number;
      }
    }
    return 0;
  }

  private void requireName(String chain) {
    try {
      language.requireChainName(chain);
    } catch (BadRuleException e) {
      throw RuleException.ofWord(e.exit(), chain, -1, e.getMessage());
    }
  }

  /** {@code -N}. */
  public RulesetEditor newChain(String chain) {
    requireName(chain);
    return apply(chain, new Edit.NewChain(table, chain));
  }

  /** {@code -X}: a chain without rules that none goes to. */
  public RulesetEditor deleteChain(String chain) {
    return apply(chain, new Edit.DeleteChain(table, chain));
  }

  /** {@code -E}. */
  public RulesetEditor renameChain(String chain, String to) {
    requireName(to);
    return apply(chain, new Edit.RenameChain(table, chain, to));
  }

  /** {@code -P}: ACCEPT or DROP, for a built-in chain. */
  public RulesetEditor policy(String chain, Target.Standard policy) {
    return apply(chain, new Edit.Policy(table, chain, policy, null));
  }

  /** {@code -F}. */
  public RulesetEditor flush(String chain) {
    return apply(chain, new Edit.Flush(table, chain));
  }

  /** {@code -Z}: the counters of a chain and its rules. */
  public RulesetEditor zero(String chain) {
    return apply(chain, new Edit.Zero(table, chain, 0));
  }

  /**
   * The changed ruleset.
   *
   * @throws RuleException where the kernel would refuse it: loops of jumps, a match or target in a
   *     wrong table or chain
   */
  public Ruleset done() {
    try {
      draft.check();
    } catch (RefusedException e) {
      throw RuleException.of(4, e.errno().message() + ": " + e.getMessage());
    }
    return draft.freeze();
  }
}
