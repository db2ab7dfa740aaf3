package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.InterfacePattern;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.MatchExtension;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.SetDirectory;
import org.netfilter4j.xt.TargetExtension;
import org.netfilter4j.xt.option.Option;

/**
 * Reads the words of one command, as do_parse in iptables' xshared.c: the words in their order,
 * then the checks that need all of them.
 *
 * <p>iptables 1.8.9 takes the operands of -s, -d, -p, -i and -o from the whole word, so that {@code
 * -s1.2.3.4} and {@code --source=1.2.3.4} are refused; so they are here. That ip6tables-nft 1.8.9
 * forgets the counters of {@code -c} is not followed: nobody relies on losing them.
 */
final class CommandParser implements RuleContext {
  /** XT_EXTENSION_MAXNAMELEN, with the final NUL. */
  static final int MAX_NAME = 29;

  /** IFNAMSIZ, with the final NUL. */
  private static final int MAX_INTERFACE = 16;

  private final Environment environment;
  private final Family family;
  private final boolean restoring;
  private final String program;
  private final Getopt words;
  private final OptionTable table;
  private final ParsedCommand parsed = new ParsedCommand();
  private final List<ExtensionUse<MatchExtension<?>>> matches = new ArrayList<>();
  private @Nullable ExtensionUse<TargetExtension<?>> target;
  private @Nullable String protocolWord;
  private boolean protocolTried;
  private boolean tableGiven;
  private boolean intervalGiven;
  private @Nullable String source;
  private @Nullable String destination;

  CommandParser(Environment environment, Family family, List<String> args, boolean restoring) {
    this.environment = environment;
    this.family = family;
    this.restoring = restoring;
    this.program = Iptables.programName(family);
    this.words = new Getopt(environment.program(), args);
    this.table = new OptionTable(family == Family.IPV4 || environment.mode() == Mode.NFT);
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
          command((char) code, inverted);
      case 'h' -> help();
      case 'p' -> protocol(inverted);
      case 's' -> {
        set(BaseOption.SOURCE, inverted);
        source = words.lastWord();
      }
      case 'd' -> {
        set(BaseOption.DESTINATION, inverted);
        destination = words.lastWord();
      }
      case 'g' -> {
        set(BaseOption.JUMP, inverted);
        parsed.isGoto = true;
        parsed.jumpTo = targetName(words.required());
      }
      case 'j' -> {
        set(BaseOption.JUMP, inverted);
        jump(targetName(words.required()));
      }
      case 'i' -> parsed.in = interfaceOption(BaseOption.IN_INTERFACE, inverted);
      case 'o' -> parsed.out = interfaceOption(BaseOption.OUT_INTERFACE, inverted);
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
      case 'm' -> match(inverted);
      case 'n' -> set(BaseOption.NUMERIC, inverted);
      case 't' -> table(inverted);
      case 'x' -> set(BaseOption.EXPANDED, inverted);
      case 'V' -> version(inverted);
      case 'w' -> {
        notInRestore('w');
        parsed.wait = seconds();
      }
      case 'W' -> {
        notInRestore('W');
        interval();
      }
      case '0' -> set(BaseOption.LINE_NUMBERS, inverted);
      case 'M' -> {
        // The kernel's modules are none of our business.
      }
      case 'c' -> counters(inverted);
      case '4', '6' -> family((char) code);
      case Getopt.EXTENSION -> {
        return extensionOption(inverted);
      }
      default -> {
        return !retryWithProtocol(code);
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
    if (!parsed.options.add(option)) {
      throw Rejected.parameter("multiple -" + option.letter() + " flags not allowed");
    }
    if (inverted) {
      if (!option.invertible()) {
        throw Rejected.parameter("cannot have ! before -" + option.letter());
      }
      parsed.inverted.add(option);
    }
  }

  // Commands

  private void command(char letter, boolean inverted) {
    switch (letter) {
      case 'A' -> ruleCommand(CommandKind.APPEND, inverted);
      case 'C' -> ruleCommand(CommandKind.CHECK, inverted);
      case 'D' -> {
        ruleCommand(CommandKind.DELETE, inverted);
        if (words.hasArgument()) {
          parsed.number = ruleNumber(words.take());
          parsed.commands.clear();
          parsed.commands.add(CommandKind.DELETE_NUMBER);
        }
      }
      case 'R' -> {
        ruleCommand(CommandKind.REPLACE, inverted);
        if (!words.hasArgument()) {
          throw Rejected.parameter("-R requires a rule number");
        }
        parsed.number = ruleNumber(words.take());
      }
      case 'I' -> {
        ruleCommand(CommandKind.INSERT, inverted);
        parsed.number = words.hasArgument() ? ruleNumber(words.take()) : 1;
      }
      case 'L' -> listCommand(CommandKind.LIST, inverted);
      case 'S' -> listCommand(CommandKind.LIST_RULES, inverted);
      case 'F' -> {
        add(CommandKind.FLUSH, inverted);
        optionalChain();
      }
      case 'Z' -> {
        add(CommandKind.ZERO, inverted);
        optionalChain();
        if (words.hasArgument()) {
          parsed.number = ruleNumber(words.take());
          parsed.commands.clear();
          parsed.commands.add(CommandKind.ZERO_NUMBER);
        }
      }
      case 'X' -> {
        add(CommandKind.DELETE_CHAIN, inverted);
        optionalChain();
      }
      case 'N' -> {
        validChainName(words.required());
        ruleCommand(CommandKind.NEW_CHAIN, inverted);
      }
      case 'E' -> {
        ruleCommand(CommandKind.RENAME_CHAIN, inverted);
        if (!words.hasArgument()) {
          throw Rejected.parameter("-E requires old-chain-name and new-chain-name");
        }
        parsed.newName = words.take();
      }
      default -> {
        String chain = words.required();
        add(CommandKind.SET_POLICY, inverted);
        if (!words.hasArgument()) {
          throw Rejected.parameter("-P requires a chain and a policy");
        }
        parsed.chain = chain;
        parsed.policy = words.take();
      }
    }
  }

  private void ruleCommand(CommandKind command, boolean inverted) {
    add(command, inverted);
    parsed.chain = words.required();
  }

  private void listCommand(CommandKind command, boolean inverted) {
    add(command, inverted);
    optionalChain();
    if (words.hasArgument()) {
      parsed.number = ruleNumber(words.take());
    }
  }

  private void optionalChain() {
    if (words.argument() != null) {
      parsed.chain = words.argument();
    } else if (words.hasArgument()) {
      parsed.chain = words.take();
    }
  }

  private void add(CommandKind command, boolean inverted) {
    if (inverted) {
      throw Rejected.parameter("unexpected '!' flag");
    }
    for (CommandKind other : parsed.commands) {
      if (!together(command, other)) {
        throw Rejected.parameter("Cannot use -" + command.letter() + " with -" + other.letter());
      }
    }
    parsed.commands.add(command);
  }

  private static boolean together(CommandKind command, CommandKind other) {
    return switch (command) {
      case LIST, LIST_RULES -> other == CommandKind.ZERO || other == CommandKind.ZERO_NUMBER;
      case ZERO -> other == CommandKind.LIST || other == CommandKind.LIST_RULES;
      default -> false;
    };
  }

  private static int ruleNumber(String word) {
    long number = Numbers.parse(word, 1, Integer.MAX_VALUE);
    if (number < 0) {
      throw Rejected.parameter("Invalid rule number `" + word + "'");
    }
    return (int) number;
  }

  private void validChainName(String name) {
    if (name.length() >= MAX_NAME) {
      throw tooLong(name);
    }
    if (name.startsWith("-") || name.startsWith("!")) {
      throw Rejected.parameter("chain name not allowed to start with `" + name.charAt(0) + "'");
    }
    if (standard(name) != null || name.isEmpty() || Extensions.target(name, family) != null) {
      throw Rejected.parameter("chain name may not clash with target name");
    }
    for (int i = 0; i < name.length(); i++) {
      if (Numbers.isSpace(name.charAt(i))) {
        throw Rejected.parameter("Invalid chain name `" + name + "'");
      }
    }
  }

  private static Rejected tooLong(String name) {
    return Rejected.parameter(
        "chain name `" + name + "' too long (must be under " + MAX_NAME + " chars)");
  }

  // Options

  private void protocol(boolean inverted) {
    set(BaseOption.PROTOCOL, inverted);
    String word = words.lastWord().toLowerCase(Locale.ROOT);
    protocolWord = word;
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

  private InterfacePattern interfaceOption(BaseOption option, boolean inverted) {
    String name = words.lastWord();
    if (words.required().isEmpty()) {
      throw Rejected.parameter("Empty interface is likely to be undesired");
    }
    set(option, inverted);
    if (name.length() >= MAX_INTERFACE) {
      throw Rejected.parameter(
          "interface name `"
              + name
              + "' must be shorter than IFNAMSIZ ("
              + (MAX_INTERFACE - 1)
              + ")");
    }
    if (name.indexOf('/') >= 0 || name.indexOf(' ') >= 0) {
      warn(
          "Warning: weird character in interface `"
              + name
              + "' ('/' and ' ' are not allowed by the kernel).");
    }
    return new InterfacePattern(name);
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

  private int seconds() {
    String word = words.argument();
    if (word == null) {
      if (!words.hasArgument()) {
        return -1;
      }
      word = words.take();
    }
    Long number = leadingInteger(word);
    if (number == null) {
      throw Rejected.parameter("wait seconds not numeric");
    }
    return number.intValue();
  }

  /** sscanf's %i: the base as in C, what follows the digits ignored. */
  static @Nullable Long leadingInteger(String word) {
    for (int end = word.length(); end > 0; end--) {
      String head = word.substring(0, end);
      boolean negative = head.startsWith("-");
      long number = Numbers.parse(negative ? head.substring(1) : head, 0, 0);
      if (number >= 0 && !(negative && head.startsWith("--"))) {
        return negative ? -number : number;
      }
    }
    return null;
  }

  private void interval() {
    String word = words.argument();
    if (word == null) {
      if (!words.hasArgument()) {
        throw Rejected.parameter("wait interval value required");
      }
      word = words.take();
    }
    Long micros = Numbers.leading(word);
    if (micros == null) {
      throw Rejected.parameter("wait interval not numeric");
    }
    if (Long.compareUnsigned(micros, 999999) > 0) {
      throw Rejected.parameter("too long usec wait " + micros + " > 999999 usec");
    }
    warn("Ignoring deprecated --wait-interval option.");
    intervalGiven = true;
  }

  private void counters(boolean inverted) {
    set(BaseOption.COUNTERS, inverted);
    String packets = words.required();
    int comma = packets.indexOf(',');
    String bytes = comma < 0 ? null : packets.substring(comma + 1);
    if (bytes == null && words.hasArgument()) {
      bytes = words.take();
    }
    if (bytes == null) {
      throw Rejected.parameter("-c requires packet and byte counter");
    }
    Long packetCount = Numbers.leading(packets);
    if (packetCount == null) {
      throw Rejected.parameter("-c packet counter not numeric");
    }
    Long byteCount = Numbers.leading(bytes);
    if (byteCount == null) {
      throw Rejected.parameter("-c byte counter not numeric");
    }
    parsed.counters = new Counters(packetCount, byteCount);
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

  private void help() {
    if (matches.isEmpty() && protocolWord != null) {
      MatchExtension<?> found = Extensions.match(protocolWord, family);
      if (found != null) {
        matches.add(new ExtensionUse<>(found));
      }
    }
    List<Extension> used = new ArrayList<>();
    if (target != null) {
      used.add(target.extension());
    }
    for (ExtensionUse<MatchExtension<?>> use : matches) {
      used.add(use.extension());
    }
    environment.out().print(Help.text(program, family, mode(), used));
    throw new Ended(0);
  }

  // Extensions

  private static String targetName(String name) {
    if (name.isEmpty()) {
      throw Rejected.parameter("Invalid target name (too short)");
    }
    if (name.length() >= MAX_NAME) {
      throw Rejected.parameter(
          "Invalid target name `" + name + "' (" + (MAX_NAME - 1) + " chars max)");
    }
    for (int i = 0; i < name.length(); i++) {
      if (Numbers.isSpace(name.charAt(i))) {
        throw Rejected.parameter("Invalid target name `" + name + "'");
      }
    }
    return name;
  }

  /** The verdict of that name, or null. */
  static Target.@Nullable Standard standard(String name) {
    return switch (name) {
      case "ACCEPT" -> Target.Standard.ACCEPT;
      case "DROP" -> Target.Standard.DROP;
      case "QUEUE" -> Target.Standard.QUEUE;
      case "RETURN" -> Target.Standard.RETURN;
      default -> null;
    };
  }

  private void jump(String name) {
    parsed.jumpTo = name;
    TargetExtension<?> found = standard(name) == null ? Extensions.target(name, family) : null;
    if (found != null) {
      parsed.targetExtension = found;
      target = new ExtensionUse<>(found);
      table.merge(found);
    }
  }

  private static String matchName(String name) {
    return name.equals("icmpv6") || name.equals("ipv6-icmp") ? "icmp6" : name;
  }

  private void match(boolean inverted) {
    if (inverted) {
      throw Rejected.parameter("unexpected ! flag before --match");
    }
    MatchExtension<?> found = Extensions.match(matchName(words.required()), family);
    if (found == null) {
      throw Rejected.parameter(
          "Couldn't load match `" + words.required() + "':No such file or directory\n");
    }
    use(found);
  }

  private void use(MatchExtension<?> extension) {
    boolean again = false;
    for (ExtensionUse<MatchExtension<?>> use : matches) {
      if (use.extension().equals(extension)) {
        use.complete();
        again = true;
      }
    }
    matches.add(new ExtensionUse<>(extension));
    if (!again) {
      table.merge(extension);
    }
  }

  private boolean extensionOption(boolean inverted) {
    OptionTable.LongOption named = words.option();
    Extension owner = named.owner();
    Option<?> option = named.option();
    if (owner == null || option == null) {
      throw new IllegalStateException("a base option without a letter");
    }
    if (target != null && target.extension().equals(owner)) {
      target.bind(option, argument(option), inverted, this);
      return true;
    }
    for (ExtensionUse<MatchExtension<?>> use : matches) {
      if (use.takes(owner)) {
        use.bind(option, argument(option), inverted, this);
        return true;
      }
    }
    return !retryWithProtocol(Getopt.EXTENSION);
  }

  /** The option's argument, of as many words as it has and as are there. */
  private String argument(Option<?> option) {
    String first = words.argument();
    if (first == null) {
      return "";
    }
    StringBuilder text = new StringBuilder(first);
    for (int i = 1; i < option.syntax().words() && words.hasArgument(); i++) {
      text.append(' ').append(words.take());
    }
    return text.toString();
  }

  /**
   * An option that nobody knows may be one of the protocol's match, which is loaded then; true
   * where the word is to be read again.
   */
  private boolean retryWithProtocol(int code) {
    if (protocolWord != null && !protocolTried) {
      protocolTried = true;
      String name = protocolWord;
      long number = Numbers.parse(name, 0, 255);
      if (number >= 0) {
        String known =
            has(BaseOption.NUMERIC)
                ? Protocols.ownName((int) number)
                : Protocols.name((int) number, environment.names());
        name = known == null ? "" : known;
      }
      MatchExtension<?> found = Extensions.match(matchName(name), family);
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
    throw Rejected.parameter("Unknown arg \"" + words.argument() + "\"");
  }

  private boolean has(BaseOption option) {
    return parsed.options.contains(option);
  }

  // What needs all words

  private void finish(boolean inverted) {
    if (parsed.table.equals("nat")
        && ("DROP".equals(parsed.policy) || "DROP".equals(parsed.jumpTo))) {
      throw Rejected.parameter(
          "\nThe \"nat\" table is not intended for filtering, the use of DROP is therefore"
              + " inhibited.\n\n");
    }
    if (intervalGiven && parsed.wait == null) {
      throw Rejected.parameter("--wait-interval only makes sense with --wait\n");
    }
    finishExtensions();
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
    if (parsed.chain != null && parsed.chain.length() >= MAX_NAME) {
      throw tooLong(parsed.chain);
    }
    checkInterfaces();
  }

  private void finishExtensions() {
    for (ExtensionUse<MatchExtension<?>> use : matches) {
      use.check();
      Match match = use.extension().parse(use.args(), this);
      parsed.matches.add(match);
    }
    if (target != null) {
      target.check();
      parsed.target = target.extension().parse(target.args(), this);
    }
  }

  private void finishAddresses() {
    String any = family == Family.IPV4 ? "0.0.0.0/0" : "::/0";
    boolean rule = parsed.commands.iterator().next().takesRule();
    if (rule && source == null) {
      source = any;
    }
    if (rule && destination == null) {
      destination = any;
    }
    if (source != null) {
      parsed.sources = AddressList.parse(source, family, environment.names());
    }
    if (destination != null) {
      parsed.destinations = AddressList.parse(destination, family, environment.names());
    }
    if ((parsed.sources.size() > 1 || parsed.destinations.size() > 1)
        && (parsed.inverted.contains(BaseOption.SOURCE)
            || parsed.inverted.contains(BaseOption.DESTINATION))) {
      throw Rejected.parameter("! not allowed with multiple source or destination IP addresses");
    }
  }

  private void checkOptions() {
    for (BaseOption option : parsed.options) {
      boolean allowed = false;
      for (CommandKind command : parsed.commands) {
        allowed |= option.allowedWith(command);
      }
      if (!allowed) {
        throw Rejected.parameter("Illegal option `-" + option.letter() + "' with this command");
      }
    }
  }

  private void checkInterfaces() {
    if (!parsed.commands.iterator().next().takesRule()) {
      return;
    }
    String chain = parsed.chain();
    if ((chain.equals("PREROUTING") || chain.equals("INPUT")) && has(BaseOption.OUT_INTERFACE)) {
      throw Rejected.parameter("Can't use -o with " + chain + "\n");
    }
    if ((chain.equals("POSTROUTING") || chain.equals("OUTPUT")) && has(BaseOption.IN_INTERFACE)) {
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
    return parsed.inverted.contains(BaseOption.PROTOCOL);
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
