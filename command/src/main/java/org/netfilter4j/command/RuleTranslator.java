package org.netfilter4j.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.RuleTranslation;
import org.netfilter4j.xt.Translation;

/**
 * Prints commands in nft's syntax. One translator serves a whole run: the sets that rules need are
 * numbered through.
 */
final class RuleTranslator {
  private final Environment environment;
  private final Family family;

  /** Whether a file is translated: then nothing is quoted for a shell. */
  private final boolean restoring;

  private final String header;
  private int sets;

  RuleTranslator(Environment environment, Family family, boolean restoring) {
    this.environment = environment;
    this.family = family;
    this.restoring = restoring;
    this.header = family == Family.IPV4 ? "ip" : "ip6";
  }

  /** "ip" or "ip6". */
  String header() {
    return header;
  }

  /**
   * Prints what one command becomes.
   *
   * @param words those of the command, printed as a comment where nft has none for the rule
   * @return false where nft has no such command
   */
  boolean translate(ParsedCommand command, List<String> words) {
    if (!restoring) {
      print("nft ");
    }
    String chain = command.table + " " + (command.chain == null ? "(null)" : command.chain);
    switch (command.commands.getFirst()) {
      case APPEND -> rules(command, "add", words);
      case INSERT -> rules(command, "insert", words);
      case FLUSH ->
          print(
              command.chain == null
                  ? "flush table " + header + " " + command.table + "\n"
                  : "flush chain " + header + " " + chain + "\n");
      case LIST -> print("list table " + header + " " + command.table + "\n");
      case NEW_CHAIN -> print("add chain " + header + " " + chain + "\n");
      case DELETE_CHAIN -> print("delete chain " + header + " " + chain + "\n");
      case DELETE,
          DELETE_NUMBER,
          CHECK,
          REPLACE,
          ZERO,
          ZERO_NUMBER,
          LIST_RULES,
          RENAME_CHAIN,
          SET_POLICY -> {
        return false;
      }
    }
    return true;
  }

  private void rules(ParsedCommand command, String verb, List<String> words) {
    Target target = target(command);
    int number = 0;
    boolean translated = true;
    for (Rule rule : command.rules(target)) {
      // The C tool begins a new command where the source changes, and there alone.
      if (!restoring && number > 0 && number % command.destinations.size() == 0) {
        print("nft ");
      }
      number++;
      translated = rule(rule, command, verb);
    }
    if (!translated) {
      print("# " + (restoring ? "-t " + command.table + " " : ""));
      for (int i = 0; i < words.size(); i++) {
        print(command.rewritten.getOrDefault(i, words.get(i)) + " ");
      }
      print("\n");
    }
  }

  private boolean rule(Rule rule, ParsedCommand command, String verb) {
    Translation translation = RuleTranslation.of(rule, environment.names(), () -> sets++);
    if (translation == null) {
      return false;
    }
    String tick = restoring ? "" : "'";
    String table = header + " " + command.table + " ";
    if (!translation.declaration().isEmpty()) {
      print(tick + "add set " + table + translation.declaration() + tick + "\n");
      print(restoring ? "" : "nft ");
    }
    String text = command.chain() + " " + translation.rule();
    print(tick + verb + " rule " + table + text + tick + "\n");
    return true;
  }

  /** What {@code -j} or {@code -g} means where no chain is known. */
  private static Target target(ParsedCommand command) {
    String name = command.jumpTo;
    if (name == null) {
      return Target.NONE;
    }
    if (command.isGoto) {
      return new Target.Goto(name);
    }
    Target.@Nullable Standard standard = RuleNames.standard(name);
    Target.Extended extended = command.target;
    return standard != null ? standard : extended != null ? extended : new Target.Jump(name);
  }

  private void print(String text) {
    environment.out().print(text);
  }
}
