package org.netfilter4j.rules;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import org.netfilter4j.command.RulesFile;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Ruleset;

/**
 * Whole rulesets as text and back: what {@code iptables-save} prints and {@code iptables-restore}
 * reads. A {@link Ruleset} is a value: its tables, chains and rules can be walked and kept.
 */
public final class Rulesets {
  private Rulesets() {}

  /**
   * The tables of a save file of {@code iptables-save}, as nft mode takes them.
   *
   * @throws RuleException as {@link #parse(String, Dialect)}
   */
  public static Ruleset parse(String text) {
    return parse(text, Rules.ipv4());
  }

  /**
   * The tables of a save file, with the counters that it has.
   *
   * @param dialect for its family, mode, names and sets
   * @throws RuleException with the line that is to blame: where it can't be read, and where the
   *     kernel would refuse the whole (loops of jumps, a match in a wrong place)
   */
  public static Ruleset parse(String text, Dialect dialect) {
    try {
      return RulesFile.read(
          new StringReader(text),
          dialect.family(),
          dialect.mode(),
          dialect.names(),
          dialect.sets());
    } catch (RulesFile.BadRulesException e) {
      throw RuleException.ofLine(e.line(), e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A ruleset without tables. */
  public static Ruleset empty(Family family) {
    Dialect dialect = Dialect.of(family);
    return Ruleset.empty(family, dialect.mode());
  }

  /** The save file of a ruleset, without counters of rules and without comments. */
  public static String print(Ruleset ruleset) {
    return print(ruleset, false);
  }

  /**
   * The save file of a ruleset, without comments.
   *
   * @param counters whether rules have their counters, as with {@code -c}; policies always have
   */
  public static String print(Ruleset ruleset, boolean counters) {
    StringBuilder text = new StringBuilder();
    try {
      RulesFile.write(ruleset, text, counters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Changes to a ruleset, which itself stays as it is. */
  public static RulesetEditor edit(Ruleset ruleset) {
    return new RulesetEditor(ruleset);
  }
}
