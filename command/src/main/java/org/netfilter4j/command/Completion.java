package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/**
 * What can be typed next in a command line of {@code iptables} and its kin: what a shell's
 * completion shows. Derived from the tables that commands are read by, so that nothing is offered
 * that is not read.
 */
public final class Completion {
  private Completion() {}

  /**
   * The candidates for the word that is typed, each beginning with what stands there.
   *
   * @param program whose command line it is
   * @param mode of the host's tables that are meant
   * @param words those before the one that is typed, without the program's name
   * @param current what is typed of it so far
   */
  public static List<Candidate> of(
      Personality program, Mode mode, List<String> words, String current, CompletionHost host) {
    return switch (program.tool()) {
      case TABLES, TRANSLATE -> RuleCompletion.of(program.family(), mode, words, current, host);
      case SAVE -> options(IptablesSave.OPTIONS, words, current);
      case RESTORE -> options(IptablesRestore.options(mode), words, current);
      case RESTORE_TRANSLATE -> options(IptablesRestoreTranslate.OPTIONS, words, current);
      case XML -> options(IptablesXml.OPTIONS, words, current);
      case APPLY -> options(IptablesApply.OPTIONS, words, current);
    };
  }

  /** The options of a tool that has no others; a table's name after {@code -t} or {@code -T}. */
  private static List<Candidate> options(
      List<ToolOptions.Known> known, List<String> words, String current) {
    List<Candidate> found = new ArrayList<>();
    String last = words.isEmpty() ? "" : words.getLast();
    for (ToolOptions.Known option : known) {
      boolean asked = last.equals("-" + option.letter()) || last.equals("--" + option.name());
      if (asked && option.argument() == ToolOptions.Argument.ONE) {
        if (option.name().equals("table")) {
          for (TableName table : TableName.values()) {
            add(found, table.word(), current);
          }
        }
        return found;
      }
    }
    for (ToolOptions.Known option : known) {
      String name = option.name().isEmpty() ? "-" + option.letter() : "--" + option.name();
      if (!words.contains("-" + option.letter()) && !words.contains(name)) {
        add(found, name, current);
      }
    }
    return found;
  }

  private static void add(List<Candidate> found, String text, String current) {
    if (text.startsWith(current)) {
      found.add(Candidate.of(text));
    }
  }
}
