package org.netfilter4j.agent.files;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.RuleLanguage;
import org.netfilter4j.command.RuleLanguage.BadRuleException;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.SetDirectory;

/**
 * Takes the rules of files: first the chains that they declare, all files through, then the rules,
 * which may stand before or in another file than their chains.
 */
final class RuleCollector {
  private final Mode mode;
  private final @Nullable String prefix;
  private final Names names;
  private final Map<String, WantedSet> sets;
  private final Map<Family, Map<TableName, TableDraft>> tables = new EnumMap<>(Family.class);
  private final List<String> warnings = new ArrayList<>();

  RuleCollector(Mode mode, @Nullable String prefix, Names names, Map<String, WantedSet> sets) {
    this.mode = mode;
    this.prefix = prefix;
    this.names = names;
    this.sets = sets;
  }

  /** Sets that no file creates are somebody else's, and may be there when it comes to that. */
  private record AnySet(Map<String, WantedSet> sets) implements SetDirectory {
    @Override
    public boolean has(String set) {
      return true;
    }

    @Override
    public boolean fits(String set, Family family) {
      WantedSet wanted = sets.get(set);
      return wanted == null
          || wanted.header().family() == null
          || wanted.header().family() == family;
    }
  }

  private TableDraft table(Family family, TableName name) {
    return tables
        .computeIfAbsent(family, _ -> new EnumMap<>(TableName.class))
        .computeIfAbsent(name, TableDraft::new);
  }

  private RuleLanguage language(Family family, TableName table) {
    return new RuleLanguage(family, mode, table, names, new AnySet(sets));
  }

  // Chains.

  /** Takes the chains that a file declares. */
  void declare(SourceFile file, Family family) {
    RuleLines.read(
        file,
        family,
        new RuleLines.Taker() {
          @Override
          public void chain(TableName table, String chain, String policy, Place place) {
            if (TableDraft.isBuiltIn(table, chain)) {
              policy(table, chain, policy, place);
            } else {
              own(family, table, chain, place);
            }
          }

          @Override
          public void command(TableName table, List<String> words, Place place) {
            String word = words.getFirst();
            if (word.equals("-N") || word.equals("--new-chain")) {
              if (words.size() != 2) {
                throw new BadFileException(place, "a chain's name must follow " + word);
              }
              own(family, table, words.get(1), place);
            }
          }

          @Override
          public void directive(TableName table, List<String> words, Place place) {}

          @Override
          public void end(Place place) {}
        });
  }

  /** The policies of built-in chains are somebody else's. */
  private void policy(TableName table, String chain, String policy, Place place) {
    switch (policy) {
      case "ACCEPT" ->
          warnings.add(
              place
                  + ": the policy of "
                  + chain
                  + " in table "
                  + table.word()
                  + " is not the agent's, it stays as it is");
      case "-" -> {}
      default ->
          throw new BadFileException(
              place,
              "the policy of "
                  + chain
                  + " is not the agent's; let a last rule do that: -A "
                  + chain
                  + " -j "
                  + policy);
    }
  }

  private void own(Family family, TableName table, String chain, Place place) {
    TableDraft draft = table(family, table);
    TableDraft.Own earlier = draft.own.get(chain);
    if (earlier != null) {
      throw new BadFileException(
          place, "chain " + chain + " is declared in " + earlier.declared() + " already");
    }
    if (TableDraft.isBuiltIn(table, chain)) {
      throw new BadFileException(place, "chain " + chain + " is built in");
    }
    try {
      language(family, table).requireChainName(chain);
    } catch (BadRuleException e) {
      throw new BadFileException(place, e.getMessage());
    }
    draft.own.put(chain, new TableDraft.Own(chain, place, new ArrayList<>()));
  }

  // Rules.

  /** Takes the rules of a file, after the chains of all files. */
  void read(SourceFile file, Family family) {
    RuleLines.read(file, family, new Rules(family));
  }

  /**
   * Where the next rule shall stand.
   *
   * @param anchorText as it was written
   */
  private record Directive(
      boolean after, String chain, Rule anchor, String anchorText, Place place) {}

  private final class Rules implements RuleLines.Taker {
    private final Family family;
    private @Nullable Directive directive;

    Rules(Family family) {
      this.family = family;
    }

    @Override
    public void chain(TableName table, String chain, String policy, Place place) {
      noDirective();
    }

    @Override
    public void end(Place place) {
      noDirective();
    }

    private void noDirective() {
      if (directive != null) {
        throw new BadFileException(directive.place(), "no rule follows in the next line");
      }
    }

    @Override
    public void directive(TableName table, List<String> words, Place place) {
      noDirective();
      boolean after = words.getFirst().equals("after");
      if ((!after && !words.getFirst().equals("before"))
          || words.size() < 3
          || !words.get(1).equals("-A")) {
        throw new BadFileException(
            place, "what follows #@ is \"after -A CHAIN RULE\" or \"before -A CHAIN RULE\"");
      }
      String chain = words.get(2);
      if (isOwn(table, chain)) {
        throw new BadFileException(
            place,
            "chain " + chain + " is the agent's: the order of its lines is that of its rules");
      }
      List<Rule> anchors = parse(table, chain, words.subList(3, words.size()), place);
      if (anchors.size() != 1) {
        throw new BadFileException(place, "this means " + anchors.size() + " rules, not one");
      }
      RuleLanguage language = language(family, table);
      directive =
          new Directive(
              after,
              chain,
              language.comparable(anchors.getFirst()),
              "-A " + chain + " " + language.text(anchors.getFirst()),
              place);
    }

    @Override
    public void command(TableName table, List<String> words, Place place) {
      switch (words.getFirst()) {
        case "-A", "--append" -> rule(table, words, -1, 2, place);
        case "-I", "--insert" -> {
          boolean numbered = words.size() > 2 && isNumber(words.get(2));
          int number = numbered ? number(words.get(2), place) : 1;
          rule(table, words, number, numbered ? 3 : 2, place);
        }
        case "-N", "--new-chain" -> noDirective();
        case "-P", "--policy" -> {
          if (words.size() < 3) {
            throw new BadFileException(place, "a chain and a policy must follow -P");
          }
          policy(table, words.get(1), words.get(2), place);
        }
        case "-F", "--flush" -> {
          if (words.size() != 2 || !isOwn(table, words.get(1))) {
            throw new BadFileException(
                place, "the agent flushes no chain that is not its own: leave out the line");
          }
        }
        default ->
            throw new BadFileException(
                place,
                "a file says what shall be there: a line begins with -A, -I, -N or a colon, not"
                    + " with "
                    + words.getFirst());
      }
    }

    private boolean isOwn(TableName table, String chain) {
      return table(family, table).own.containsKey(chain)
          || (prefix != null && chain.startsWith(prefix) && !TableDraft.isBuiltIn(table, chain));
    }

    /**
     * Takes a rule.
     *
     * @param number before which it is inserted; -1 for the end
     * @param from the place of its first word
     */
    private void rule(TableName table, List<String> words, int number, int from, Place place) {
      if (words.size() < 2) {
        throw new BadFileException(place, "a chain's name must follow " + words.getFirst());
      }
      String chain = words.get(1);
      if (isOwn(table, chain) && !table(family, table).own.containsKey(chain)) {
        own(family, table, chain, place);
      }
      RuleLanguage language = language(family, table);
      List<WantedRule> rules = new ArrayList<>();
      for (Rule rule : parse(table, chain, words.subList(from, words.size()), place)) {
        rules.add(new WantedRule(rule, language.comparable(rule), place));
      }
      TableDraft.Own own = table(family, table).own.get(chain);
      if (own != null) {
        insert(own.rules(), rules, number, place);
      } else {
        place(table(family, table).placed(chain), rules, number, place);
      }
    }

    private void insert(List<WantedRule> into, List<WantedRule> rules, int number, Place place) {
      noDirective();
      if (number > into.size() + 1) {
        throw new BadFileException(place, "Index of insertion too big");
      }
      for (WantedRule rule : rules) {
        // Several rules of one line each go before that number, as iptables has it.
        into.add(number < 0 ? into.size() : number - 1, rule);
      }
    }

    private void place(TableDraft.Placed into, List<WantedRule> rules, int number, Place place) {
      Directive beside = directive;
      directive = null;
      if (beside != null) {
        if (!beside.chain().equals(into.chain())) {
          throw new BadFileException(
              place, "the rule before is of chain " + beside.chain() + ", not " + into.chain());
        }
        for (WantedRule rule : rules) {
          into.beside()
              .add(
                  new Placements.Beside(
                      beside.after(), beside.anchor(), beside.anchorText(), rule));
        }
      } else if (number > 1) {
        throw new BadFileException(
            place,
            "rules of others come and go before number "
                + number
                + ": a line before this, such as \"#@ after -A "
                + into.chain()
                + " -j X\", says where it shall be");
      } else if (number == 1) {
        rules.forEach(rule -> into.first().addFirst(rule));
      } else {
        into.last().addAll(rules);
      }
    }

    private List<Rule> parse(TableName table, String chain, List<String> words, Place place) {
      Map<String, TableDraft.Own> own = table(family, table).own;
      try {
        return language(family, table)
            .parse(
                words,
                chain,
                name -> own.containsKey(name) || Extensions.target(name, family) == null)
            .rules();
      } catch (BadRuleException e) {
        throw new BadFileException(place, e.getMessage());
      }
    }

    private static boolean isNumber(String word) {
      for (int i = 0; i < word.length(); i++) {
        if (word.charAt(i) < '0' || word.charAt(i) > '9') {
          return false;
        }
      }
      return !word.isEmpty();
    }

    private static int number(String word, Place place) {
      if (word.length() > 9 || Integer.parseInt(word) == 0) {
        throw new BadFileException(place, "`" + word + "' is no number of a rule");
      }
      return Integer.parseInt(word);
    }
  }

  /**
   * What all files want.
   *
   * @throws BadFileException where the kernel would refuse it whatever else there is
   */
  Wanted wanted() {
    Map<Family, Map<TableName, WantedTable>> all = new EnumMap<>(Family.class);
    tables.forEach((family, drafts) -> {
      Map<TableName, WantedTable> done = new EnumMap<>(TableName.class);
      drafts.forEach((name, draft) -> done.put(name, draft.done()));
      all.put(family, done);
      ModelCheck.run(family, mode, done.values());
    });
    return new Wanted(mode, all, sets, warnings);
  }
}
