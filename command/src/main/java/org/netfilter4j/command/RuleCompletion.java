package org.netfilter4j.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.OptionTable.LongOption;
import org.netfilter4j.command.RuleScan.Use;
import org.netfilter4j.command.RuleScan.Wanted;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.option.Offer;
import org.netfilter4j.xt.option.Option;

/** What can follow in a command line of {@code iptables}, from the tables that it is read by. */
final class RuleCompletion {
  private final Family family;
  private final Mode mode;
  private final CompletionHost host;
  private final RuleScan scan;
  private final String current;
  private final Map<String, String> help;
  private final Map<String, Candidate> found = new LinkedHashMap<>();

  private RuleCompletion(
      Family family, Mode mode, List<String> words, String current, CompletionHost host) {
    this.family = family;
    this.mode = mode;
    this.host = host;
    this.current = current;
    scan = new RuleScan(family, mode, words);
    help = Help.options(family);
  }

  /**
   * @param words those before the one that is typed, without the program's name
   * @param current what is typed of it
   */
  static List<Candidate> of(
      Family family, Mode mode, List<String> words, String current, CompletionHost host) {
    RuleCompletion completion = new RuleCompletion(family, mode, words, current, host);
    completion.complete();
    return List.copyOf(completion.found.values());
  }

  private void complete() {
    Wanted wanted = scan.wanted();
    int equals = current.indexOf('=');
    if (wanted == null && current.startsWith("--") && equals > 0) {
      attached(current.substring(0, equals + 1));
      return;
    }
    if (wanted != null) {
      words(wanted.operand(), wanted.option(), wanted.word(), "");
    }
    if (wanted == null || wanted.mayMiss()) {
      options();
    }
  }

  /** The argument after "--name=". */
  private void attached(String head) {
    LongOption option = scan.find(head.substring(2, head.length() - 1));
    if (option != null && option.argument() != OptionTable.Argument.NONE) {
      List<Operand> operands = Operand.of(option.code());
      words(operands.isEmpty() ? Operand.OTHER : operands.getFirst(), option.option(), 0, head);
    }
  }

  private void add(String text, String about) {
    if (text.startsWith(current)) {
      found.putIfAbsent(text, new Candidate(text, about));
    }
  }

  // Operands

  private void words(Operand operand, @Nullable Option<?> option, int word, String head) {
    if (option != null) {
      offer(option.syntax().offer(family, word), head);
      return;
    }
    switch (operand) {
      case CHAIN -> {
        builtIn(head);
        users(head);
      }
      case USER_CHAIN -> users(head);
      case BUILT_IN_CHAIN -> builtIn(head);
      case POLICY -> {
        add(Target.Standard.ACCEPT.name(), "");
        add(Target.Standard.DROP.name(), "");
      }
      case TABLE -> {
        for (TableName table : TableName.values()) {
          add(head + table.word(), "");
        }
      }
      case PROTOCOL -> protocols(head);
      // Only those that may be meant are loaded, to be asked for their families.
      case TARGET -> {
        for (Target.Standard verdict : Target.Standard.values()) {
          add(head + verdict.name(), "verdict");
        }
        users(head);
        for (String name : Extensions.TARGET_NAMES) {
          if ((head + name).startsWith(current) && Extensions.target(name, family) != null) {
            add(head + name, "target");
          }
        }
      }
      case MATCH -> {
        for (String name : Extensions.MATCH_NAMES) {
          if ((head + name).startsWith(current) && Extensions.match(name, family) != null) {
            add(head + name, "match");
          }
        }
      }
      case INTERFACE -> all(host.interfaces(), head);
      case OTHER -> {}
    }
  }

  private void all(List<String> words, String head) {
    words.forEach(word -> add(head + word, ""));
  }

  private TableName table() {
    TableName table = TableName.find(scan.table());
    return table == null ? TableName.FILTER : table;
  }

  private void builtIn(String head) {
    for (Hook hook : table().hooks()) {
      add(head + hook.chain(), "built-in chain");
    }
  }

  private void users(String head) {
    host.chains(family, mode, table()).forEach(chain -> add(head + chain, "chain"));
  }

  private void protocols(String head) {
    for (String name : Protocols.OWN_NAMES) {
      boolean other = family == Family.IPV4 ? name.equals("ipv6-icmp") : name.equals("icmp");
      if (!other) {
        add(head + name, "");
      }
    }
  }

  private void offer(Offer offer, String head) {
    switch (offer.kind()) {
      case NOTHING -> {}
      case ONE -> all(offer.words(), head);
      case SOME -> some(offer.words(), head);
      case SET -> all(host.sets(), head);
      case INTERFACE -> all(host.interfaces(), head);
      case PROTOCOL -> protocols(head);
      case SERVICE -> names("services", head);
      case USER -> all(host.names("passwd"), head);
      case GROUP -> all(host.names("group"), head);
    }
  }

  /** Services, also at the end of a range or in a list. */
  private void names(String file, String head) {
    int part = Math.max(current.lastIndexOf(':'), current.lastIndexOf(','));
    all(host.names(file), part < head.length() ? head : current.substring(0, part + 1));
  }

  /** Another word of a list, after those that stand there. */
  private void some(List<String> words, String head) {
    int comma = current.lastIndexOf(',');
    String before = comma < 0 ? head : current.substring(0, comma + 1);
    List<String> there =
        List.of(before.substring(Math.min(head.length(), before.length())).split(","));
    for (String word : words) {
      if (!there.contains(word)) {
        add(before + word, "");
      }
    }
  }

  // Options

  private void options() {
    CommandKind command = command();
    boolean inverted = scan.inverted();
    if (command == null && !inverted) {
      for (CommandKind kind : CommandKind.values()) {
        base(kind.letter());
      }
    }
    boolean rule = command == null ? inverted : command.takesRule();
    for (BaseOption option : BaseOption.values()) {
      boolean fits =
          command == null ? inverted || option == BaseOption.VERBOSE : option.allowedWith(command);
      boolean again = option != BaseOption.VERBOSE && scan.has(option.letter());
      boolean known = option != BaseOption.FRAGMENT || family == Family.IPV4;
      if (fits && !again && known && (!inverted || option.invertible())) {
        base(option.letter());
      }
    }
    if (rule) {
      scan.uses().forEach(this::extension);
    }
    if (inverted) {
      return;
    }
    if (rule) {
      base('m');
      if (!scan.has('j')) {
        base('g');
      }
      add("!", "not");
    }
    for (char letter : new char[] {'t', 'w', '4', '6', 'h'}) {
      if (!scan.has(letter)) {
        base(letter);
      }
    }
    if (command == null) {
      base('V');
    }
  }

  private @Nullable CommandKind command() {
    for (CommandKind kind : CommandKind.values()) {
      if (scan.has(kind.letter())) {
        return kind;
      }
    }
    return null;
  }

  /** The short form where nothing or one hyphen stands there, else the long one. */
  private void base(int letter) {
    boolean done = false;
    for (LongOption option : OptionTable.BASE) {
      if (option.code() != letter || done) {
        continue;
      }
      String about = help.getOrDefault(option.name(), "");
      if (current.length() < 2 && OptionTable.letter((char) letter) != null && letter != '0') {
        add("-" + (char) letter, about);
        done = true;
      } else {
        add("--" + option.name(), about);
        done = !typesName();
      }
    }
  }

  /** Whether the name of an option was begun: other spellings than the first are for that. */
  private boolean typesName() {
    return current.length() > 2;
  }

  private void extension(Use use) {
    Extension extension = use.extension();
    for (Option<?> option : extension.options()) {
      boolean again = use.given().contains(option.name()) && !option.repeatable();
      boolean unfit = scan.inverted() && !option.invertible();
      if (again || unfit || excluded(option, use)) {
        continue;
      }
      String about = option.help() == null ? option.syntax().placeholder() : option.help();
      int line = about.indexOf('\n');
      List<String> names = typesName() ? option.names() : option.names().subList(0, 1);
      for (String name : names) {
        add("--" + name, line < 0 ? about : about.substring(0, line));
      }
    }
  }

  private static boolean excluded(Option<?> option, Use use) {
    for (Option<?> other : use.extension().options()) {
      if (use.given().contains(other.name())
          && (option.excludes().contains(other.name())
              || other.excludes().contains(option.name()))) {
        return true;
      }
    }
    return false;
  }
}
