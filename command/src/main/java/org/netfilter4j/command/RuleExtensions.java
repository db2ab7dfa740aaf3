package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.MatchExtension;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetExtension;
import org.netfilter4j.xt.option.Option;

/**
 * The extensions that a rule uses while its words are read: each adds its options to the table, and
 * an option goes to the latest use of the extension that has it (command_match, command_jump and
 * command_default in xshared.c).
 */
final class RuleExtensions {
  private final Getopt words;
  private final OptionTable table;
  private final ParsedCommand parsed;
  private final RuleContext context;
  private final List<ExtensionUse<MatchExtension<?>>> matches = new ArrayList<>(4);
  private @Nullable ExtensionUse<TargetExtension<?>> target;
  private @Nullable String protocolWord;
  private boolean protocolTried;
  private int finishing = -1;

  RuleExtensions(Getopt words, OptionTable table, ParsedCommand parsed, RuleContext context) {
    this.words = words;
    this.table = table;
    this.parsed = parsed;
    this.context = context;
  }

  /** The operand of {@code -p}, whose match is used without being named. */
  void protocol(String word) {
    protocolWord = word;
  }

  /** The extensions used so far, for {@code -h}: with none but a protocol, the protocol's match. */
  List<Extension> used() {
    List<Extension> used = new ArrayList<>();
    if (target != null) {
      used.add(target.extension());
    }
    for (ExtensionUse<MatchExtension<?>> use : matches) {
      used.add(use.extension());
    }
    MatchExtension<?> found =
        matches.isEmpty() && protocolWord != null
            ? Extensions.match(RuleNames.match(protocolWord), context.family())
            : null;
    if (found != null) {
      used.add(found);
    }
    return used;
  }

  /** Takes {@code -j}. */
  void jump(String name) {
    parsed.jumpTo = name;
    TargetExtension<?> found =
        RuleNames.standard(name) == null ? Extensions.target(name, context.family()) : null;
    if (found != null) {
      parsed.targetExtension = found;
      target = new ExtensionUse<>(found, words.position());
      table.merge(found);
    }
  }

  /** Takes {@code -m}. */
  void match(boolean inverted) {
    if (inverted) {
      throw Rejected.parameter("unexpected ! flag before --match");
    }
    MatchExtension<?> found = Extensions.match(RuleNames.match(words.required()), context.family());
    if (found == null) {
      throw Rejected.parameter(
          "Couldn't load match `" + words.required() + "':No such file or directory\n");
    }
    use(found);
  }

  private void use(MatchExtension<?> extension) {
    boolean again = false;
    for (int i = 0; i < matches.size(); i++) {
      ExtensionUse<MatchExtension<?>> use = matches.get(i);
      if (use.extension().equals(extension)) {
        use.complete();
        again = true;
      }
    }
    matches.add(new ExtensionUse<>(extension, words.position()));
    if (!again) {
      table.merge(extension);
    }
  }

  /** Takes an extension's option; false where the word is to be read again. */
  boolean option(boolean inverted) {
    OptionTable.LongOption named = words.option();
    Extension owner = named.owner();
    Option<?> option = named.option();
    if (owner == null || option == null) {
      throw new IllegalStateException("a base option without a letter");
    }
    if (target != null && target.extension().equals(owner)) {
      bind(target, option, inverted);
      return true;
    }
    for (int i = 0; i < matches.size(); i++) {
      ExtensionUse<MatchExtension<?>> use = matches.get(i);
      if (use.takes(owner)) {
        bind(use, option, inverted);
        return true;
      }
    }
    return !retryWithProtocol(Getopt.EXTENSION);
  }

  private void bind(ExtensionUse<?> use, Option<?> option, boolean inverted) {
    String argument = argument(option);
    use.bind(option, argument, inverted, context);
    if (argument == null) {
      return;
    }
    String left = option.syntax().left(argument);
    if (!argument.equals(left)) {
      String word = words.lastWord();
      int cut = argument.length() - left.length();
      parsed.rewrite(words.position(), word.substring(0, word.length() - cut));
    }
  }

  /** The option's argument, of as many words as it has and as are there; null for none. */
  private @Nullable String argument(Option<?> option) {
    if (option.syntax().absent() != null) {
      return words.hasArgument() ? words.take() : null;
    }
    String first = words.argument();
    if (first == null) {
      return "";
    }
    int more = option.syntax().words() - 1;
    if (more == 0) {
      return first;
    }
    StringBuilder text = new StringBuilder(first);
    for (int i = 0; i < more && words.hasArgument(); i++) {
      text.append(' ').append(words.take());
    }
    return text.toString();
  }

  /**
   * An option that nobody knows may be one of the protocol's match, which is loaded then; true
   * where the word is to be read again.
   */
  boolean retryWithProtocol(int code) {
    if (protocolWord != null && !protocolTried) {
      protocolTried = true;
      String name = protocolWord;
      long number = Numbers.parse(name, 0, 255);
      if (number >= 0) {
        String known =
            parsed.has(BaseOption.NUMERIC)
                ? Protocols.ownName((int) number)
                : Protocols.name((int) number, context.names());
        name = known == null ? "" : known;
      }
      MatchExtension<?> found = Extensions.match(RuleNames.match(name), context.family());
      if (found != null) {
        use(found);
        words.again();
        return true;
      }
    }
    if (code == Getopt.MISSING) {
      throw Rejected.parameter("option \"" + words.lastWord() + "\" requires an argument");
    }
    if (code == Getopt.UNKNOWN) {
      throw Rejected.parameter("unknown option \"" + words.lastWord() + "\"");
    }
    String argument = words.argument();
    throw Rejected.parameter(
        "Unknown arg \"" + (argument == null ? words.lastWord() : argument) + "\"");
  }

  /** Makes the matches and the target of what was bound. */
  void finish() {
    Match[] made = new Match[matches.size()];
    for (int i = 0; i < made.length; i++) {
      ExtensionUse<MatchExtension<?>> use = matches.get(i);
      finishing = use.place();
      use.check();
      made[i] = use.extension().parse(use.args(), context);
    }
    parsed.matches = List.of(made);
    if (target != null) {
      finishing = target.place();
      target.check();
      parsed.target = target.extension().parse(target.args(), context);
    }
    finishing = -1;
  }

  /** The extensions in the order in which they were first named. */
  List<Extension> named() {
    List<Extension> named = new ArrayList<>();
    ExtensionUse<TargetExtension<?>> jump = target;
    for (ExtensionUse<MatchExtension<?>> use : matches) {
      if (jump != null && jump.place() < use.place()) {
        named.add(jump.extension());
        jump = null;
      }
      if (!named.contains(use.extension())) {
        named.add(use.extension());
      }
    }
    if (jump != null) {
      named.add(jump.extension());
    }
    return named;
  }

  /** The index of the word that brought the extension that is finished now; -1 for none. */
  int finishing() {
    return finishing;
  }
}
