package org.netfilter4j.agent.keep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Remarks;

/**
 * What an agent of a name knows its own by.
 *
 * <p>The ledger is a chain that no rule goes to, of the same name in each table. Its rules have
 * nothing but comments, {@code chains NAME NAME …}, in the table filter of IPv4 also {@code sets
 * NAME …}; {@code iptables -S} shows it. A rule in somebody else's chain has a comment of its own,
 * the mark, or the mark with a colon before the comment that the file gives it.
 *
 * @param ledger the name of the ledger's chains and of the set that names the sets
 * @param mark the comment of rules in others' chains
 * @param temporary how the names of sets begin that are there during a transaction only
 */
record Identity(String ledger, String mark, String temporary, @Nullable String prefix) {
  private static final String LEDGER = "NF4J-AGENT";
  private static final String MARK = "nf4j-agent";
  private static final String CHAINS = "chains";
  private static final String SETS = "sets";

  /** A comment's bytes (XT_MAX_COMMENT_LEN without its NUL). */
  private static final int MOST = 255;

  static Identity of(Options options) {
    boolean plain = options.name().equals(Options.DEFAULT_NAME);
    String more = plain ? "" : "-" + options.name();
    return new Identity(
        LEDGER + more,
        MARK + more,
        "nf4j-tmp-" + Integer.toHexString(options.name().hashCode()) + "-",
        options.prefix());
  }

  /** Whether a chain's or a set's name alone makes it the agent's. */
  boolean isOwnByName(String name) {
    return prefix != null && name.startsWith(prefix) && !isReserved(name);
  }

  /** Whether only ledgers, this agent's or another's, are called so. */
  static boolean isReserved(String name) {
    return name.startsWith(LEDGER);
  }

  // Rules in others' chains.

  /** Whether a rule has the mark. */
  boolean isMarked(Rule rule) {
    for (Match match : rule.matches()) {
      String remark = match.remark();
      if (remark != null
          && remark.startsWith(mark)
          && (remark.length() == mark.length() || remark.charAt(mark.length()) == ':')) {
        return true;
      }
    }
    return false;
  }

  /** Whether a rule has the mark of this agent or of another. */
  static boolean isMarkedByAny(Rule rule) {
    for (Match match : rule.matches()) {
      String remark = match.remark();
      if (remark != null
          && remark.startsWith(MARK)
          && (remark.length() == MARK.length()
              || "-:".indexOf(remark.charAt(MARK.length())) >= 0)) {
        return true;
      }
    }
    return false;
  }

  /** The rule with the mark; null where its comment leaves no room for it. */
  @Nullable Rule marked(Rule rule) {
    List<Match> matches = new ArrayList<>(rule.matches());
    for (int i = 0; i < matches.size(); i++) {
      String remark = matches.get(i).remark();
      if (remark != null) {
        String text = mark + ": " + remark;
        matches.set(i, Remarks.of(text));
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MOST
            ? null
            : new Rule(rule.selector(), matches, rule.target());
      }
    }
    matches.add(Remarks.of(mark));
    return new Rule(rule.selector(), matches, rule.target());
  }

  // The ledger.

  /** The chains that a ledger names. */
  static Set<String> chains(Chain ledger) {
    return names(ledger, CHAINS);
  }

  /** The sets that a ledger names; the set of its name does too. */
  static Set<String> sets(Chain ledger) {
    return names(ledger, SETS);
  }

  private static Set<String> names(Chain ledger, String kind) {
    Set<String> names = new HashSet<>();
    for (Entry entry : ledger.rules()) {
      for (Match match : entry.rule().matches()) {
        String remark = match.remark();
        if (remark != null && remark.startsWith(kind + " ")) {
          names.addAll(List.of(remark.substring(kind.length() + 1).split(" ")));
        }
      }
    }
    return names;
  }

  /** The rules of a ledger with these names, in their order. */
  static List<Rule> rules(Family family, Set<String> chains, Set<String> sets) {
    List<Rule> rules = new ArrayList<>();
    add(family, CHAINS, chains, rules);
    add(family, SETS, sets, rules);
    return rules;
  }

  private static void add(Family family, String kind, Set<String> names, List<Rule> to) {
    StringBuilder text = new StringBuilder(kind);
    for (String name : names) {
      // Characters may have up to four bytes.
      if (text.length() + 1 + name.length() > MOST / (isAscii(name) ? 1 : 4)) {
        to.add(rule(family, text.toString()));
        text.setLength(kind.length());
      }
      text.append(' ').append(name);
    }
    if (!names.isEmpty()) {
      to.add(rule(family, text.toString()));
    }
  }

  private static boolean isAscii(String name) {
    return name.chars().allMatch(c -> c < 128);
  }

  private static Rule rule(Family family, String comment) {
    return new Rule(Selector.any(family), List.of(Remarks.of(comment)), Target.NONE);
  }
}
