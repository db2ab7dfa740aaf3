package org.netfilter4j.command;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.SetDirectory;
import org.netfilter4j.xt.ruleset.MemoryBackend;

/**
 * The part of the command language that specifies rules, for programs: no command, no chain, no
 * table is touched.
 *
 * @param table the table that rules are meant for
 * @param names services, protocols, hosts
 * @param sets the sets that rules may name
 */
public record RuleLanguage(
    Family family, Mode mode, TableName table, Names names, SetDirectory sets) {
  /** What messages call the program. */
  private static final String PROGRAM = "rule";

  /** Stands for the chain where none is known; none of the checks on chains is for it. */
  private static final String ANY_CHAIN = "rule";

  /** The words before a rule's own: the command and its chain. */
  private static final int LEAD = 2;

  /** Words that are no rule. */
  public static final class BadRuleException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int exit;
    private final int word;

    BadRuleException(int exit, int word, String message) {
      super(message, null, false, false);
      this.exit = exit;
      this.word = word;
    }

    /** The C tool's exit code. */
    public int exit() {
      return exit;
    }

    /** The index of the word that is to blame, or -1. */
    public int word() {
      return word;
    }

    /** The C tool's message, in one line. */
    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  /** The rules that words specify, with the counters of {@code -c}. */
  public record Parsed(List<Rule> rules, Counters counters) {
    public Parsed {
      rules = List.copyOf(rules);
    }
  }

  /**
   * The words of a line, with the quotes and escapes that {@code iptables-save} prints.
   *
   * @throws BadRuleException where a quote does not end, a word is too long or there are too many
   */
  public static List<String> split(String line) throws BadRuleException {
    try {
      // A counter before the rule is no word.
      List<String> words = RestoreWords.parse(" " + line, 1, 3).words();
      // What files are forgiven is a mistake here.
      if (!words.isEmpty() && words.getLast().endsWith("\n") && !line.endsWith("\n")) {
        throw new BadRuleException(2, words.size() - 1, "A quote does not end");
      }
      return words;
    } catch (Rejected e) {
      throw new BadRuleException(e.kind().exit(), -1, oneLine(e.getMessage()));
    }
  }

  /**
   * The rules that words specify: one for each source with each destination.
   *
   * @param words as after {@code -A CHAIN}
   * @param chain the chain that they are for, which limits {@code -i} and {@code -o}; null for any
   * @param isChain whether a chain of that name may be jumped to
   * @throws BadRuleException with the message that the C tool would print
   */
  public Parsed parse(List<String> words, @Nullable String chain, Predicate<String> isChain)
      throws BadRuleException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(said, false, StandardCharsets.UTF_8);
    Environment environment =
        Environment.of(
            PROGRAM,
            new MemoryBackend(mode),
            names,
            sets,
            InputStream.nullInputStream(),
            print,
            print);
    List<String> line = new ArrayList<>(words.size() + LEAD);
    line.add("-A");
    line.add(chain == null ? ANY_CHAIN : chain);
    line.addAll(words);
    CommandParser parser = new CommandParser(environment, family, line, true);
    try {
      ParsedCommand parsed = parser.parse(table.word());
      if (parsed.otherFamily) {
        throw new BadRuleException(2, parser.blamed() - LEAD, "The rule is of the other family");
      }
      return new Parsed(parsed.rules(target(parsed, words, isChain)), parsed.counters);
    } catch (Rejected e) {
      throw new BadRuleException(
          e.kind().exit(), Math.max(parser.blamed() - LEAD, -1), oneLine(e.getMessage()));
    } catch (TryHelp _) {
      print.flush();
      throw new BadRuleException(
          2, parser.blamed() - LEAD, oneLine(said.toString(StandardCharsets.UTF_8)));
    } catch (Ended _) {
      throw new BadRuleException(2, parser.blamed() - LEAD, "Not a rule but a request");
    }
  }

  private Target target(ParsedCommand parsed, List<String> words, Predicate<String> isChain)
      throws BadRuleException {
    try {
      return parsed.target(mode, isChain, _ -> {});
    } catch (Rejected e) {
      throw new BadRuleException(
          e.kind().exit(), words.lastIndexOf(parsed.jumpTo), oneLine(e.getMessage()));
    }
  }

  private static String oneLine(String message) {
    String text = message.strip();
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  /** The rule's words as {@code -S} prints them after the chain. */
  public String text(Rule rule) {
    StringBuilder out = new StringBuilder();
    new RuleWriter(out, mode, names).specification(rule, null);
    return out.isEmpty() ? "" : out.substring(1);
  }

  /**
   * The rule's line in {@code -L}, without its end.
   *
   * @param numeric as with {@code -n}
   * @param verbose as with {@code -v}: counters and interfaces too
   */
  public String listing(Rule rule, Counters counters, boolean numeric, boolean verbose) {
    StringBuilder out = new StringBuilder();
    RuleLister.Format format = new RuleLister.Format(numeric, verbose, false, false, true);
    new RuleLister(out, family, mode, names, format).rule(0, new Entry(rule, counters));
    return out.substring(0, out.length() - 1);
  }

  /**
   * Refuses what can't be the name of a new chain.
   *
   * @throws BadRuleException with the message of {@code -N}
   */
  public void requireChainName(String name) throws BadRuleException {
    try {
      RuleNames.requireNewChain(name, family);
    } catch (Rejected e) {
      throw new BadRuleException(e.kind().exit(), -1, oneLine(e.getMessage()));
    }
  }

  /** What the tool says of a change that was refused, without the program's name, in one line. */
  public String refusal(Edit edit, Errno errno) {
    return switch (Errors.refused(PROGRAM, mode, edit, errno)) {
      case Failure failure -> oneLine(failure.reason());
      case RuntimeException other -> oneLine(String.valueOf(other.getMessage()));
    };
  }

  /** Whether {@code -C} and {@code -D} take the rules for the same. */
  public boolean same(Rule one, Rule other) {
    return RuleForm.same(one, other, mode);
  }

  /**
   * The rule in a form that equals another's where they are the {@link #same}, or where one is the
   * other as the kernel hands it back.
   */
  public Rule comparable(Rule rule) {
    return RuleForm.comparable(rule, mode);
  }
}
