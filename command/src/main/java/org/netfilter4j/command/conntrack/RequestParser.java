package org.netfilter4j.command.conntrack;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.conntrack.FlowSelection;
import org.netfilter4j.xt.option.Strtoul;

/** Reads the words of one command. */
final class RequestParser {
  static final String PROGRAM = "conntrack";

  /** Codes of protocols' options begin here; each {@code -p} has as many of its own. */
  private static final int PROTOCOL_CODES = 256;

  private static final int LAST_PROTOCOL = 255;

  private final ConntrackEnvironment world;
  private final Output output;
  private final Request request = new Request();
  private final WordScanner words;
  private final WordParser parser;
  private final LabelNames labels;
  private int protocolOptions;

  private RequestParser(ConntrackEnvironment world, Output output, List<String> words) {
    this.world = world;
    this.output = output;
    this.words = new WordScanner(PROGRAM, words, OptionTable.LETTERS, OptionTable.OPTIONS);
    parser = new WordParser(world.err());
    labels = new LabelNames(world);
  }

  /**
   * Reads a command.
   *
   * @param output to which {@code -o} is added
   * @throws ConntrackRejected where it is wrong
   */
  static Request parse(ConntrackEnvironment world, Output output, List<String> words) {
    RequestParser parser = new RequestParser(world, output, words);
    parser.read();
    parser.finish();
    return parser.request;
  }

  private void read() {
    for (int code = words.next(); code != WordScanner.END; code = words.next()) {
      switch (code) {
        case 'L', 'I', 'D', 'G', 'F', 'E', 'V', 'h', 'C', 'S', 'U', 'A' -> verb(code);
        case 's', 'd', 'r', 'q', '[', ']', '{', '}' -> address(code);
        case 'n', 'g', 'j' -> nat(code);
        case 'p' -> protocol(words.argument());
        case 'f' -> family(words.argument());
        case 'l', '<', '>' -> labels(code);
        case WordScanner.MISSING ->
            throw ConntrackRejected.parameter(
                "option `" + words.lastWord() + "' requires an argument");
        case WordScanner.UNKNOWN ->
            throw ConntrackRejected.parameter("unknown option `" + words.lastWord() + "'");
        default -> {
          if (code >= PROTOCOL_CODES) {
            protocolOption(code % PROTOCOL_CODES);
          } else {
            value(code, words.argument());
          }
        }
      }
    }
  }

  private void verb(int letter) {
    String name = words.takeOptional();
    boolean expectations = false;
    if (name != null) {
      if ("expect".startsWith(name)) {
        expectations = true;
      } else if ("dying".startsWith(name) || "unconfirmed".startsWith(name)) {
        if (letter != 'L') {
          throw ConntrackRejected.parameter(
              "Can't do that command with tables `dying' and `unconfirmed'");
        }
        request.table =
            "dying".startsWith(name) ? FlowSelection.List.DYING : FlowSelection.List.UNCONFIRMED;
      } else if (!"conntrack".startsWith(name)) {
        throw ConntrackRejected.parameter("unknown type `" + name + "'");
      }
    }
    Verb verb = Verb.of(letter, expectations);
    if (verb == null) {
      throw ConntrackRejected.parameter(
          "Can't do --" + words.longName(letter) + " on expectations");
    }
    if (request.verb != Verb.NONE) {
      throw ConntrackRejected.parameter("Invalid commands combination");
    }
    request.verb = verb;
  }

  /** The values that are no addresses and name no other words. */
  private void value(int code, String text) {
    switch (code) {
      case 't' -> {
        request.given.add(Parameter.TIMEOUT);
        request.draft.timeout = LeadingLong.decimal(text) & 0xffff_ffffL;
      }
      case 'u' -> {
        request.given.add(Parameter.STATUS);
        parser.status(text, request);
      }
      case 'e' -> {
        request.given.add(Parameter.EVENT_MASK);
        parser.events(text, request.events);
      }
      case 'o' -> {
        request.given.add(Parameter.OUTPUT);
        parser.output(text, output);
        if (output.labels) {
          labels.names();
        }
        if (output.isMixed()) {
          throw ConntrackRejected.other(
              "cannot combine save output with any other output type, use -o save only");
        }
      }
      case 'z' -> request.given.add(Parameter.ZERO);
      case 'w' -> {
        request.given.add(Parameter.ZONE);
        request.draft.zone = zone(text);
      }
      case '(' -> {
        request.given.add(Parameter.ORIGINAL_ZONE);
        request.draft.original.zone = zone(text);
      }
      case ')' -> {
        request.given.add(Parameter.REPLY_ZONE);
        request.draft.reply.zone = zone(text);
      }
      case 'i' -> {
        if (!words.hasArgument()) {
          throw ConntrackRejected.parameter("option `--id' requires an argument");
        }
        request.given.add(Parameter.ID);
        request.draft.id = LeadingLong.unsigned(text);
      }
      case 'c' -> request.given.add(Parameter.SECMARK);
      case 'm' -> mark(text);
      case 'a' -> world.err().print("WARNING: ignoring -a, deprecated option.\n");
      case 'b' -> {
        request.given.add(Parameter.BUFFER_SIZE);
        request.bufferSize = LeadingLong.decimal(text);
      }
      default -> throw new IllegalStateException("option " + (char) code);
    }
  }

  private static int zone(String text) {
    return (int) LeadingLong.unsigned(text) & 0xffff;
  }

  private void mark(String text) {
    request.given.add(Parameter.MARK);
    Strtoul value = Strtoul.of(text, 0, 0);
    request.mark = Integer.toUnsignedLong(value.value());
    request.markMask =
        value.end() < text.length() && text.charAt(value.end()) == '/'
            ? LeadingLong.unsigned(text.substring(value.end() + 1))
            : 0xffff_ffffL;
  }

  private void setFamily(Family family) {
    if (request.family != null && request.family != family) {
      throw ConntrackRejected.parameter("mismatched address family");
    }
    request.family = family;
  }

  private void family(String text) {
    request.given.add(Parameter.FAMILY);
    if (text.startsWith("ipv4")) {
      setFamily(Family.IPV4);
    } else if (text.startsWith("ipv6")) {
      setFamily(Family.IPV6);
    } else {
      throw ConntrackRejected.parameter("`" + text + "' unsupported protocol");
    }
  }

  private ParsedAddress parsed(int code, String text, boolean maskable) {
    ParsedAddress parsed = ParsedAddress.parse(text);
    if (parsed == null) {
      throw ConntrackRejected.parameter("Invalid IP address `" + text + "'");
    }
    setFamily(parsed.address().family());
    if (parsed.prefix() != ParsedAddress.NO_PREFIX && !maskable) {
      throw ConntrackRejected.parameter(
          "CIDR notation unavailable for `--" + words.longName(code) + "'");
    }
    if (parsed.prefix() == ParsedAddress.BAD_PREFIX) {
      throw ConntrackRejected.parameter("Invalid netmask");
    }
    return parsed;
  }

  private void address(int code) {
    boolean maskable = code == 's' || code == 'd' || code == '[' || code == ']';
    ParsedAddress parsed = parsed(code, words.argument(), maskable);
    TupleDraft tuple =
        switch (code) {
          case 'r', 'q' -> request.draft.reply;
          case '[', ']' -> request.expected;
          case '{', '}' -> request.mask;
          default -> request.draft.original;
        };
    boolean source = code == 's' || code == 'r' || code == '[' || code == '{';
    tuple.family = parsed.address().family();
    if (source) {
      tuple.source = parsed.address();
    } else {
      tuple.destination = parsed.address();
    }
    request.given.add(
        switch (code) {
          case 's' -> Parameter.SOURCE;
          case 'd' -> Parameter.DESTINATION;
          case 'r' -> Parameter.REPLY_SOURCE;
          case 'q' -> Parameter.REPLY_DESTINATION;
          case '[' -> Parameter.TUPLE_SOURCE;
          case ']' -> Parameter.TUPLE_DESTINATION;
          case '{' -> Parameter.MASK_SOURCE;
          default -> Parameter.MASK_DESTINATION;
        });
    if (parsed.masks()) {
      request.mask.family = parsed.address().family();
      if (source) {
        request.mask.source = parsed.mask();
        request.given.add(Parameter.MASK_SOURCE);
      } else {
        request.mask.destination = parsed.mask();
        request.given.add(Parameter.MASK_DESTINATION);
      }
    }
  }

  private void nat(int code) {
    request.given.add(
        switch (code) {
          case 'n' -> Parameter.SOURCE_NAT;
          case 'g' -> Parameter.DESTINATION_NAT;
          default -> Parameter.ANY_NAT;
        });
    String text = words.takeOptional();
    if (text == null) {
      return;
    }
    AddressAndPort to = AddressAndPort.split(text);
    ParsedAddress parsed = parsed(code, to.address(), false);
    FlowDraft draft = request.draft;
    if (code != 'j') {
      draft.original.family = parsed.address().family();
    }
    if (code != 'g') {
      draft.sourceNat = parsed.address();
      draft.sourceNatPort = to.port(draft.sourceNatPort);
    }
    if (code != 'n') {
      draft.destinationNat = parsed.address();
      draft.destinationNatPort = to.port(draft.destinationNatPort);
    }
  }

  private void protocol(String text) {
    request.given.add(Parameter.PROTOCOL);
    ProtocolWords known = ProtocolWords.of(text);
    int number;
    if (known != null) {
      number = known.number();
    } else {
      OptionalInt named = world.names().protocol(text);
      if (named.isPresent()) {
        number = named.getAsInt();
      } else {
        Strtoul value = Strtoul.of(text, 0, 0);
        number = value.value();
        if (value.end() == 0 || value.end() < text.length() || !isProtocol(number)) {
          throw ConntrackRejected.parameter("`" + text + "' unsupported protocol");
        }
        known = ProtocolWords.of(number);
      }
    }
    request.protocol = known;
    request.protocolNumber = number;
    request.protocolName = text;
    request.draft.original.protocol = number;
    if (known != null) {
      protocolOptions += PROTOCOL_CODES;
      words.know(known.options(protocolOptions));
    }
  }

  private static boolean isProtocol(int number) {
    return number >= 0 && number <= LAST_PROTOCOL;
  }

  private void protocolOption(int code) {
    ProtocolWords protocol = request.protocol;
    ProtocolField field = protocol == null ? null : protocol.field(code);
    if (protocol != null && field != null) {
      ProtocolValues.set(request, protocol, field, words.argument());
    }
  }

  private void labels(int code) {
    request.given.add(
        switch (code) {
          case 'l' -> Parameter.LABEL;
          case '<' -> Parameter.LABEL_ADD;
          default -> Parameter.LABEL_DELETE;
        });
    if (request.has(Parameter.LABEL_ADD) && request.has(Parameter.LABEL_DELETE)) {
      throw ConntrackRejected.other("cannot use --label-add and --label-del at the same time");
    }
    @Nullable String names = words.hasArgument() ? words.argument() : null;
    if (code == '>') {
      names = words.takeOptional();
    }
    if (names == null) {
      labels.names();
    } else if (code == 'l') {
      request.labels = labels.add(request.labels, names);
    } else {
      request.changedLabels = labels.add(request.changedLabels, names);
    }
  }

  private void finish() {
    if (request.family == null && !request.verb.isForBothFamilies()) {
      request.family = Family.IPV4;
    }
    Combinations.check(request);
    if (request.verb != Verb.HELP && request.has(Parameter.PROTOCOL)) {
      ProtocolValues.finish(request);
    }
  }
}
