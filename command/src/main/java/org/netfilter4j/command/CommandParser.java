package org.netfilter4j.command;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.InterfacePattern;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.SetDirectory;

/**
 * Reads the words of one command, as do_parse in iptables' xshared.c: the words in their order,
 * then the checks that need all of them.
 *
 * <p>iptables 1.8.9 takes the operands of -s, -d, -p, -i and -o from the whole word, so that {@code
 * -s1.2.3.4} and {@code --source=1.2.3.4} are refused; so they are here. That ip6tables-nft 1.8.9
 * forgets the counters of {@code -c} is not followed: nobody relies on losing them.
 */
final class CommandParser implements RuleContext {
  private final Environment environment;
  private final Family family;
  private final boolean restoring;
  private String program;
  private final Getopt words;
  private final OptionTable table;
  private final ParsedCommand parsed = new ParsedCommand();
  private final RuleExtensions extensions;
  private final CommandWords commands;
  private boolean tableGiven;
  private boolean intervalGiven;
  private @Nullable String source;
  private @Nullable String destination;
  private int sourcePlace = -1;
  private int destinationPlace = -1;
  private boolean finishing;
  private int blamed = -1;

  CommandParser(Environment environment, Family family, List<String> args, boolean restoring) {
    this.environment = environment;
    this.family = family;
    this.restoring = restoring;
    this.program = Iptables.programName(family);
    this.words = new Getopt(environment.program(), args);
    this.table = new OptionTable(family == Family.IPV4 || environment.mode() == Mode.NFT);
    this.extensions = new RuleExtensions(words, table, parsed, this);
    this.commands = new CommandWords(words, family, parsed);
  }

  /** Sets what version and help call the program, where it is not the family's. */
  CommandParser called(String name) {
    program = name;
    return this;
  }

  /** Reads a command that is told its table from outside, as a line of a file is. */
  ParsedCommand parse(String inTable) {
    parsed.table = inTable;
    tableGiven = true;
    return parse();
  }

  ParsedCommand parse() {
    boolean inverted = false;
    while (true) {
      int code = words.next(table);
      if (code == Getopt.END) {
        break;
      }
      if (code == Getopt.WORD) {
        if (!words.required().equals("!")) {
          environment.err().print("Bad argument `" + words.required() + "'\n");
          throw new TryHelp();
        }
        if (inverted) {
          throw Rejected.parameter("multiple consecutive ! not allowed");
        }
        inverted = true;
        parsed.rewrite(words.position(), "");
        continue;
      }
      if (!option(code, inverted)) {
        continue;
      }
      if (parsed.otherFamily) {
        return parsed;
      }
      inverted = false;
    }
    finish(inverted);
    return parsed;
  }

  /** Takes one option; false where the word is to be read again. */
  private boolean option(int code, boolean inverted) {
    switch (code) {
      case 'A', 'C', 'N', 'I', 'D', 'R', 'E', 'P', 'L', 'S', 'F', 'Z', 'X' ->
          commands.take((char) code, inverted);
      case 'h' -> {
        environment.out().print(Help.text(program, family, mode(), extensions.used()));
        throw new Ended(0);
      }
      case 'p' -> protocol(inverted);
      case 's' -> {
        set(BaseOption.SOURCE, inverted);
        source = words.lastWord();
        sourcePlace = words.position();
      }
      case 'd' -> {
        set(BaseOption.DESTINATION, inverted);
        destination = words.lastWord();
        destinationPlace = words.position();
      }
      case 'g' -> {
        set(BaseOption.JUMP, inverted);
        parsed.isGoto = true;
        parsed.jumpTo = RuleNames.target(words.required());
      }
      case 'j' -> {
        set(BaseOption.JUMP, inverted);
        extensions.jump(RuleNames.target(words.required()));
      }
      case 'i' -> parsed.in = interfaceName(BaseOption.IN_INTERFACE, inverted);
      case 'o' -> parsed.out = interfaceName(BaseOption.OUT_INTERFACE, inverted);
      case 'f' -> {
        if (family == Family.IPV6) {
          throw Rejected.parameter("`-f' is not supported in IPv6, use -m frag instead");
        }
        set(BaseOption.FRAGMENT, inverted);
      }
      case 'v' -> {
        if (parsed.verbose == 0) {
          set(BaseOption.VERBOSE, inverted);
        }
        parsed.verbose++;
      }
      case 'm' -> extensions.match(inverted);
      case 'n' -> set(BaseOption.NUMERIC, inverted);
      case 't' -> table(inverted);
      case 'x' -> set(BaseOption.EXPANDED, inverted);
      case 'V' -> version(inverted);
      case 'w' -> {
        notInRestore('w');
        parsed.wait = OptionWords.seconds(words);
      }
      case 'W' -> {
        notInRestore('W');
        OptionWords.interval(words, this);
        intervalGiven = true;
      }
      case '0' -> set(BaseOption.LINE_NUMBERS, inverted);
      case 'M' -> {
        // The kernel's modules are none of our business.
      }
      case 'c' -> {
        set(BaseOption.COUNTERS, inverted);
        parsed.counters = OptionWords.counters(words);
      }
      case '4', '6' -> family((char) code);
      case Getopt.EXTENSION -> {
        return extensions.option(inverted);
      }
      default -> {
        return !extensions.retryWithProtocol(code);
      }
    }
    return true;
  }

  private void notInRestore(char letter) {
    if (restoring) {
      throw Rejected.parameter("You cannot use `-" + letter + "' from iptables-restore");
    }
  }

  private void set(BaseOption option, boolean inverted) {
    if (!parsed.add(option)) {
      throw Rejected.parameter("multiple -" + option.letter() + " flags not allowed");
    }
    if (inverted) {
      if (!option.invertible()) {
        throw Rejected.parameter("cannot have ! before -" + option.letter());
      }
      parsed.invert(option);
    }
  }

  private void protocol(boolean inverted) {
    set(BaseOption.PROTOCOL, inverted);
    String word = words.lastWord().toLowerCase(Locale.ROOT);
    if (!word.equals(words.lastWord())) {
      parsed.rewrite(words.position(), word);
    }
    extensions.protocol(word);
    parsed.protocol = Protocols.parse(word, environment.names());
    if (parsed.protocol == 0 && inverted) {
      throw Rejected.parameter("rule would never match protocol");
    }
    if (family == Family.IPV6 && !inverted && isExtensionHeader(parsed.protocol)) {
      warn("Warning: never matched protocol: " + word + ". use extension match instead.");
    }
  }

  /** Routing, fragment, authentication and destination options: no upper protocols. */
  private static boolean isExtensionHeader(int protocol) {
    return protocol == 43 || protocol == 44 || protocol == 51 || protocol == 60;
  }

  private InterfacePattern interfaceName(BaseOption option, boolean inverted) {
    if (words.required().isEmpty()) {
      throw Rejected.parameter("Empty interface is likely to be undesired");
    }
    set(option, inverted);
    return OptionWords.interfaceName(words.lastWord(), this);
  }

  private void table(boolean inverted) {
    if (inverted) {
      throw Rejected.parameter("unexpected ! flag before --table");
    }
    if (restoring) {
      if (tableGiven) {
        throw Rejected.parameter(
            "The -t option cannot be used in " + environment.program() + ".\n");
      }
    }
    parsed.table = words.required();
    tableGiven = true;
  }

  private void version(boolean inverted) {
    String version = Environment.VERSION + " (" + mode().versionWord() + ")";
    environment
        .out()
        .print(inverted ? "Not " + version + " ;-)\n" : program + " v" + version + "\n");
    throw new Ended(0);
  }

  private void family(char letter) {
    Family named = letter == '4' ? Family.IPV4 : Family.IPV6;
    if (named == family) {
      return;
    }
    if (!restoring) {
      throw new TryHelp();
    }
    parsed.otherFamily = true;
  }

  private boolean has(BaseOption option) {
    return parsed.has(option);
  }

  // What needs all words

  /** The index of the word that what was thrown is about; -1 where it is about no one word. */
  int blamed() {
    if (!finishing) {
      return words.position();
    }
    return blamed >= 0 ? blamed : extensions.finishing();
  }

  private void finish(boolean inverted) {
    finishing = true;
    if (parsed.table.equals("nat")
        && ("DROP".equals(parsed.policy) || "DROP".equals(parsed.jumpTo))) {
      throw Rejected.parameter(
          "\nThe \"nat\" table is not intended for filtering, the use of DROP is therefore"
              + " inhibited.\n\n");
    }
    if (intervalGiven && parsed.wait == null) {
      throw Rejected.parameter("--wait-interval only makes sense with --wait\n");
    }
    extensions.finish();
    if (!restoring) {
      parsed.extensions = extensions.named();
    }
    if (words.hasMore()) {
      throw Rejected.parameter("unknown arguments found on commandline");
    }
    if (parsed.commands.isEmpty()) {
      throw Rejected.parameter("no command specified");
    }
    if (inverted) {
      throw Rejected.parameter("nothing appropriate following !");
    }
    finishAddresses();
    if (parsed.commands.contains(CommandKind.REPLACE)
        && parsed.sources.size() * parsed.destinations.size() != 1) {
      throw Rejected.parameter("Replacement rule does not specify a unique address");
    }
    checkOptions();
    if (parsed.chain != null && parsed.chain.length() >= RuleNames.MAX) {
      throw RuleNames.tooLong(parsed.chain);
    }
    checkInterfaces();
  }

  private void finishAddresses() {
    boolean rule = parsed.commands.getFirst().takesRule();
    if (source != null) {
      blamed = sourcePlace;
      parsed.sources = AddressList.parse(source, family, environment.names());
    } else if (rule) {
      parsed.sources = AddressList.any(family);
    }
    if (destination != null) {
      blamed = destinationPlace;
      parsed.destinations = AddressList.parse(destination, family, environment.names());
    } else if (rule) {
      parsed.destinations = AddressList.any(family);
    }
    blamed = -1;
    if ((parsed.sources.size() > 1 || parsed.destinations.size() > 1)
        && (parsed.inverted(BaseOption.SOURCE) || parsed.inverted(BaseOption.DESTINATION))) {
      throw Rejected.parameter("! not allowed with multiple source or destination IP addresses");
    }
  }

  private void checkOptions() {
    for (int left = parsed.options(); left != 0; left &= left - 1) {
      BaseOption option = BaseOption.of(Integer.numberOfTrailingZeros(left));
      boolean allowed = false;
      for (int i = 0; i < parsed.commands.size(); i++) {
        allowed |= option.allowedWith(parsed.commands.get(i));
      }
      if (!allowed) {
        throw Rejected.parameter("Illegal option `-" + option.letter() + "' with this command");
      }
    }
  }

  private void checkInterfaces() {
    if (!parsed.commands.getFirst().takesRule()) {
      return;
    }
    String chain = parsed.chain();
    if (has(BaseOption.OUT_INTERFACE) && (chain.equals("PREROUTING") || chain.equals("INPUT"))) {
      throw Rejected.parameter("Can't use -o with " + chain + "\n");
    }
    if (has(BaseOption.IN_INTERFACE) && (chain.equals("POSTROUTING") || chain.equals("OUTPUT"))) {
      throw Rejected.parameter("Can't use -i with " + chain + "\n");
    }
  }

  // RuleContext

  @Override
  public Family family() {
    return family;
  }

  @Override
  public Mode mode() {
    return environment.mode();
  }

  @Override
  public TableName table() {
    TableName found = TableName.find(parsed.table);
    return found == null ? TableName.FILTER : found;
  }

  @Override
  public int protocol() {
    return parsed.protocol;
  }

  @Override
  public boolean notProtocol() {
    return parsed.inverted(BaseOption.PROTOCOL);
  }

  @Override
  public Names names() {
    return environment.names();
  }

  @Override
  public SetDirectory sets() {
    return environment.sets();
  }

  @Override
  public void warn(String line) {
    environment.err().print(line + "\n");
  }
}
