package org.netfilter4j.command;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.Rejected;

/**
 * The programs {@code iptables-restore-translate} and {@code ip6tables-restore-translate}: a file
 * of {@code iptables-save} in, one that {@code nft -f} reads out, line by line as it is read.
 */
public final class IptablesRestoreTranslate {
  static final List<ToolOptions.Known> OPTIONS =
      List.of(
          new ToolOptions.Known('h', "help"),
          new ToolOptions.Known('f', "file", ToolOptions.Argument.ONE),
          new ToolOptions.Known('V', "version"));

  private final Environment environment;
  private final Family family;
  private final String called;

  /** What messages call the program: its two last words change places in the C tool. */
  private final String program;

  private final RuleTranslator translator;
  private int line;
  private @Nullable TableName table;

  private IptablesRestoreTranslate(Environment environment, Family family) {
    this.environment = environment;
    this.family = family;
    this.called = environment.program();
    this.program = Iptables.programName(family) + "-translate-restore";
    this.translator = new RuleTranslator(environment, family, true);
  }

  /** Runs the program for a family; the environment's mode must be nft, whose words it speaks. */
  public static int run(List<String> args, Environment environment, Family family) {
    IptablesRestoreTranslate tool = new IptablesRestoreTranslate(environment, family);
    return Iptables.guarded(environment, tool.program, () -> tool.line, () -> tool.run(args));
  }

  private int run(List<String> args) throws IOException {
    String file = null;
    for (ToolOptions.Given option : ToolOptions.parse(args, OPTIONS, new ArrayList<>()).given()) {
      switch (option.letter()) {
        case 'h' -> {
          return usage();
        }
        case 'V' -> {
          print(called + " v" + Environment.VERSION + "\n");
          return 0;
        }
        default -> file = option.required();
      }
    }
    if (file == null) {
      environment.err().print("ERROR: missing file name\n");
      return usage();
    }
    Path path = Path.of(file);
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      environment.err().print("Cannot open file " + file + "\n");
      return 1;
    }
    String time = Ctime.of(environment.clock());
    print("# Translated by " + called + " v" + Environment.VERSION + " on " + time + "\n");
    try (Reader in = new InputStreamReader(Files.newInputStream(path), StandardCharsets.UTF_8)) {
      LineReader lines = LineReader.cut(in);
      for (String text = lines.next(); text != null; text = lines.next()) {
        line++;
        translate(text);
      }
    }
    print("# Completed on " + time + "\n");
    return 0;
  }

  private int usage() {
    environment
        .err()
        .print(
            called
                + " "
                + Environment.VERSION
                + "\nUsage: "
                + called
                + " [-h] [-f <FILE>] [-V]\n\t[ --help ]\n\t[ --file=<FILE> ]\n\t[ --version ]\n");
    return 1;
  }

  private void translate(String text) {
    TableName current = table;
    if (text.isEmpty() || text.charAt(0) == '#') {
      return;
    }
    if (text.charAt(0) == '*') {
      begin(text);
    } else if (current == null) {
      throw failed();
    } else if (text.equals("COMMIT")) {
      table = null;
    } else if (text.charAt(0) == ':') {
      chain(text, current);
    } else {
      rule(text, current);
    }
  }

  private Failure failed() {
    return Failure.line(1, program + ": line " + line + " failed");
  }

  private void begin(String text) {
    String word = RestoreWords.token(text, 1);
    TableName found = word == null ? null : TableName.find(word);
    if (found == null) {
      String why = word == null ? "table name invalid" : "table name '" + word + "' invalid";
      throw Rejected.parameter(program + ": line " + line + " " + why);
    }
    table = found;
    print("add table " + translator.header() + " " + found.word() + "\n");
  }

  private void chain(String text, TableName current) {
    String chain = RestoreWords.token(text, 1);
    if (chain == null) {
      throw Rejected.parameter(program + ": line " + line + " chain name invalid");
    }
    RuleNames.requireRestored(chain);
    String policy = RestoreWords.token(text, text.indexOf(chain, 1) + chain.length());
    if (policy == null) {
      throw Rejected.parameter(program + ": line " + line + " policy invalid");
    }
    String head = "add chain " + translator.header() + " " + current.word() + " " + chain;
    for (Hook hook : current.hooks()) {
      if (hook.chain().equals(chain)) {
        print(head + base(current, hook, policy) + "\n");
        return;
      }
    }
    print(head + "\n");
  }

  private static String base(TableName table, Hook hook, String policy) {
    String type =
        table == TableName.NAT
            ? "nat"
            : table == TableName.MANGLE && hook == Hook.OUTPUT ? "route" : "filter";
    String verdict =
        policy.equals("ACCEPT") || policy.equals("DROP")
            ? "policy " + policy.toLowerCase(Locale.ROOT) + "; "
            : "";
    return " { type %s hook %s priority %d; %s}"
        .formatted(type, hook.chain().toLowerCase(Locale.ROOT), priority(table, hook), verdict);
  }

  /** NF_IP_PRI_*; the C tool gives the table security that of filter. */
  private static int priority(TableName table, Hook hook) {
    return switch (table) {
      case RAW -> -300;
      case MANGLE -> -150;
      case FILTER, SECURITY -> 0;
      case NAT -> hook == Hook.PREROUTING || hook == Hook.OUTPUT ? -100 : 100;
    };
  }

  private void rule(String text, TableName current) {
    RestoreWords.Line parts = RestoreWords.parse(text, line, 3);
    ParsedCommand command =
        new CommandParser(environment.withProgram(program), family, parts.words(), true)
            .called(program)
            .parse(current.word());
    if (command.otherFamily) {
      return;
    }
    if (!translator.translate(command, parts.words())) {
      throw failed();
    }
  }

  private void print(String text) {
    environment.out().print(text);
  }
}
