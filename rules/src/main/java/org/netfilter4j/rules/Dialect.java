package org.netfilter4j.rules;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.RuleLanguage;
import org.netfilter4j.command.RuleLanguage.BadRuleException;
import org.netfilter4j.command.RuleWriter;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.SetDirectory;
import org.netfilter4j.xt.nft.NormalForm;

/**
 * How rules are read, printed and compared: for a family, a mode and a table, with names and sets.
 * A dialect is a value: what would change it gives another. Safe for several threads where its
 * names and sets are.
 *
 * <p>At first it is that of nft mode and table filter, with this machine's names of services,
 * protocols, users and hosts; it takes any set and any chain for one that is there.
 */
public final class Dialect {
  private final RuleLanguage language;
  private final @Nullable String chain;
  private final @Nullable Set<String> chains;

  private Dialect(RuleLanguage language, @Nullable String chain, @Nullable Set<String> chains) {
    this.language = language;
    this.chain = chain;
    this.chains = chains;
  }

  /** Nothing is known of sets, so each that is named is there and fits. */
  private enum AnySet implements SetDirectory {
    ANY;

    @Override
    public boolean has(String set) {
      return true;
    }

    @Override
    public boolean fits(String set, Family family) {
      return true;
    }
  }

  static Dialect of(Family family) {
    return new Dialect(
        new RuleLanguage(family, Mode.NFT, TableName.FILTER, SystemNames.ofMachine(), AnySet.ANY),
        null,
        null);
  }

  // What it is

  public Family family() {
    return language.family();
  }

  public Mode mode() {
    return language.mode();
  }

  public TableName table() {
    return language.table();
  }

  RuleLanguage language() {
    return language;
  }

  Names names() {
    return language.names();
  }

  SetDirectory sets() {
    return language.sets();
  }

  /** The same for the other mode's tools, say: what they accept, print and compare differs. */
  public Dialect mode(Mode mode) {
    return with(new RuleLanguage(family(), mode, table(), names(), sets()));
  }

  /** The same for rules of that table. */
  public Dialect table(TableName table) {
    return with(new RuleLanguage(family(), mode(), table, names(), sets()));
  }

  /** The same with these names of services, protocols, users and hosts. */
  public Dialect names(Names names) {
    return with(new RuleLanguage(family(), mode(), table(), names, sets()));
  }

  /** The same with these sets: a rule that names another is refused. */
  public Dialect sets(SetDirectory sets) {
    return with(new RuleLanguage(family(), mode(), table(), names(), sets));
  }

  private Dialect with(RuleLanguage other) {
    return new Dialect(other, chain, chains);
  }

  /**
   * The same for rules of that chain: {@code -o} is refused in INPUT and PREROUTING, {@code -i} in
   * OUTPUT and POSTROUTING.
   */
  public Dialect chain(String name) {
    return new Dialect(language, name, chains);
  }

  /** The same where these chains are there: a rule that goes to another is refused. */
  public Dialect chains(Collection<String> names) {
    return new Dialect(language, chain, Set.copyOf(names));
  }

  // Reading

  /**
   * The rule that these words specify, as they stand after {@code iptables -A CHAIN}; a word with
   * blanks stands in double quotes, in which a backslash makes the next character ordinary, as
   * {@code iptables-save} prints it.
   *
   * @throws RuleException with the C tool's message and the word that is to blame; also where the
   *     words specify several rules ({@code -s} with several addresses)
   */
  public Rule parse(String text) {
    return parse(split(text));
  }

  /**
   * The rule that these words specify.
   *
   * @param words as a shell would hand them over, without quotes
   * @throws RuleException as {@link #parse(String)}
   */
  public Rule parse(List<String> words) {
    List<Rule> rules = parseAll(words);
    if (rules.size() != 1) {
      throw RuleException.of(
          2, "The words specify " + rules.size() + " rules: parseAll gives them all");
    }
    return rules.getFirst();
  }

  /**
   * The rules that these words specify: one for each source with each destination.
   *
   * @throws RuleException as {@link #parse(String)}
   */
  public List<Rule> parseAll(String text) {
    return parseAll(split(text));
  }

  List<Rule> parseAll(List<String> words) {
    try {
      return language.parse(words, chain, this::isChain).rules();
    } catch (BadRuleException e) {
      int place = e.word() < words.size() ? e.word() : words.size() - 1;
      String word = place < 0 ? null : words.get(place);
      throw RuleException.ofWord(e.exit(), word, place, e.getMessage());
    }
  }

  /** Where no chains are given, any name is one that is not a target's. */
  private boolean isChain(String name) {
    return chains == null ? Extensions.target(name, family()) == null : chains.contains(name);
  }

  private static List<String> split(String text) {
    try {
      return RuleLanguage.split(text);
    } catch (BadRuleException e) {
      throw RuleException.of(e.exit(), e.getMessage());
    }
  }

  /** A rule to be put together in this dialect. */
  public RuleBuilder rule() {
    return new RuleBuilder(this);
  }

  // Printing

  /** The rule's words as {@code -S} prints them after the chain; empty for a rule without any. */
  public String print(Rule rule) {
    return language.text(rule);
  }

  /** The rule's line as {@code -S} prints it: {@code -A INPUT -p tcp -j DROP}. */
  public String print(String chain, Rule rule) {
    StringBuilder out = new StringBuilder();
    new RuleWriter(out, mode(), names()).append(chain, rule, null);
    return out.toString();
  }

  /** The rule's line as {@code -L -n} prints it, without its end. */
  public String list(Rule rule) {
    return language.listing(rule, Counters.ZERO, true, false);
  }

  /** The rule's line as {@code -L -n -v} prints it, with these counters, without its end. */
  public String list(Rule rule, Counters counters) {
    return language.listing(rule, counters, true, true);
  }

  // Comparing

  /**
   * Whether {@code -C} finds the one where the other is, and {@code -D} would delete it. In nft
   * mode rules are compared as they are read back; in legacy mode as they were written.
   */
  public boolean same(Rule one, Rule other) {
    return language.same(one, other);
  }

  /** The rule as this mode reads it back, which is what it prints and compares. */
  public Rule normal(Rule rule) {
    return NormalForm.of(rule, mode());
  }
}
