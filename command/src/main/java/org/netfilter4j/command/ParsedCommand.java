package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.InterfacePattern;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.TargetExtension;

/** A command line that was read and found well-formed, apart from what only the tables can tell. */
final class ParsedCommand {
  /** The commands, in the order of their constants; mostly there is one. */
  List<CommandKind> commands = List.of();

  /** The base options that were given, and those of them after "!": {@link BaseOption#bit}. */
  private int options;

  private int inverted;

  /** Words, by place, that the C tool changes where they stand while it reads them. */
  Map<Integer, String> rewritten = Map.of();

  String table = "filter";
  @Nullable String chain;
  @Nullable String newName;
  @Nullable String policy;

  /** The rule's number; 0 where none was given. */
  int number;

  int verbose;

  /** Seconds to wait for the lock; null where {@code -w} was not given. */
  @Nullable Integer wait;

  @Nullable String jumpTo;
  boolean isGoto;

  /** The extension that {@code -j} names, or null where it names none. */
  @Nullable TargetExtension<?> targetExtension;

  /** What the extension made of its options. */
  Target.@Nullable Extended target;

  List<MaskedAddress> sources = List.of();
  List<MaskedAddress> destinations = List.of();
  InterfacePattern in = InterfacePattern.ANY;
  InterfacePattern out = InterfacePattern.ANY;
  int protocol;
  Counters counters = Counters.ZERO;
  List<Match> matches = List.of();

  /** The extensions in the order in which they were first named; unknown in a file. */
  List<Extension> extensions = List.of();

  /** -4 or -6 in a file that is meant for the other family: the line is passed over. */
  boolean otherFamily;

  /** Adds a command to those that there are. */
  void add(CommandKind command) {
    if (commands.isEmpty()) {
      commands = command.alone();
    } else {
      Set<CommandKind> all = EnumSet.copyOf(commands);
      all.add(command);
      commands = List.copyOf(all);
    }
  }

  /** Adds a base option; false where it was given before. */
  boolean add(BaseOption option) {
    boolean fresh = !has(option);
    options |= option.bit();
    return fresh;
  }

  /** Notes that "!" stood before a base option. */
  void invert(BaseOption option) {
    inverted |= option.bit();
  }

  /** The base options that were given. */
  int options() {
    return options;
  }

  /** Notes what the C tool makes of a word in its place. */
  void rewrite(int place, String word) {
    if (rewritten.isEmpty()) {
      rewritten = new HashMap<>();
    }
    rewritten.put(place, word);
  }

  String chain() {
    return java.util.Objects.requireNonNull(chain);
  }

  /** Whether one of the commands lists. */
  boolean lists() {
    return commands.contains(CommandKind.LIST) || commands.contains(CommandKind.LIST_RULES);
  }

  boolean has(BaseOption option) {
    return (options & option.bit()) != 0;
  }

  boolean inverted(BaseOption option) {
    return (inverted & option.bit()) != 0;
  }

  /** The rules that the command specifies: each source with each destination. */
  List<Rule> rules(Target to) {
    if (sources.size() == 1 && destinations.size() == 1) {
      Selector selector = selector(sources.getFirst(), destinations.getFirst());
      return List.of(new Rule(selector, matches, to));
    }
    List<Rule> rules = new ArrayList<>(sources.size() * destinations.size());
    for (MaskedAddress source : sources) {
      for (MaskedAddress destination : destinations) {
        rules.add(new Rule(selector(source, destination), matches, to));
      }
    }
    return rules;
  }

  /**
   * What {@code -j} or {@code -g} means, now that the chains are known.
   *
   * @param warn takes a line, its end included
   */
  Target target(Mode mode, Predicate<String> isChain, Consumer<String> warn) {
    String name = jumpTo;
    if (name == null) {
      return Target.NONE;
    }
    if (!isGoto) {
      Target.Standard standard = RuleNames.standard(name);
      if (standard != null) {
        return standard;
      }
      Target.Extended extended = target;
      if (extended != null) {
        if (mode == Mode.NFT || !isChain.test(name)) {
          return extended;
        }
        warn.accept("Warning: using chain " + name + ", not extension\n");
      }
    }
    if (isChain.test(name)) {
      return isGoto ? new Target.Goto(name) : new Target.Jump(name);
    }
    if (mode == Mode.NFT) {
      throw Rejected.parameter("Chain '" + name + "' does not exist");
    }
    throw Rejected.parameter(
        isGoto
            ? "goto '" + name + "' is not a chain"
            : "Couldn't load target `" + name + "':No such file or directory\n");
  }

  private Selector selector(MaskedAddress source, MaskedAddress destination) {
    return new Selector(
        source,
        inverted(BaseOption.SOURCE),
        destination,
        inverted(BaseOption.DESTINATION),
        in,
        inverted(BaseOption.IN_INTERFACE),
        out,
        inverted(BaseOption.OUT_INTERFACE),
        protocol,
        inverted(BaseOption.PROTOCOL),
        has(BaseOption.PROTOCOL),
        has(BaseOption.FRAGMENT),
        inverted(BaseOption.FRAGMENT));
  }
}
