package org.netfilter4j.command.conntrack;

/** Whether a verb allows what was given beside it, and has what it needs. */
final class Combinations {
  private static final char FORBIDDEN = '0';
  private static final char NEEDED = '1';
  private static final char PAIRED = '3';

  private Combinations() {}

  static void check(Request request) {
    if (request.has(Parameter.ANY_NAT)
        && (request.has(Parameter.SOURCE_NAT) || request.has(Parameter.DESTINATION_NAT))) {
      throw ConntrackRejected.parameter(
          "cannot specify `--src-nat' or `--dst-nat' with `--any-nat'");
    }
    String allowed = request.verb.allowed();
    for (Parameter parameter : Parameter.values()) {
      check(allowed.charAt(parameter.ordinal()), request.has(parameter), parameter.word());
    }
    if (allowed.indexOf(PAIRED) >= 0) {
      boolean original = request.has(Parameter.SOURCE) || request.has(Parameter.DESTINATION);
      boolean reply =
          request.has(Parameter.REPLY_SOURCE) || request.has(Parameter.REPLY_DESTINATION);
      boolean whole =
          request.has(Parameter.SOURCE) && request.has(Parameter.DESTINATION)
              || request.has(Parameter.REPLY_SOURCE) && request.has(Parameter.REPLY_DESTINATION);
      if (!whole) {
        throw ConntrackRejected.parameter(
            !original && reply
                ? "you have to specify `--reply-src' and `--reply-dst'"
                : "you have to specify `--src' and `--dst'");
      }
    }
    if (request.verb != Verb.HELP && request.protocol != null) {
      protocol(request, request.protocol);
    }
  }

  private static void check(char allowed, boolean given, String word) {
    if (!given && allowed == NEEDED) {
      throw ConntrackRejected.parameter(
          "You need to supply the `--" + word + "' option for this command");
    }
    if (given && allowed == FORBIDDEN) {
      throw ConntrackRejected.parameter("Illegal option `--" + word + "' with this command");
    }
  }

  private static void protocol(Request request, ProtocolWords protocol) {
    String allowed = protocol.allowed(request.verb);
    for (int i = 0; i < allowed.length(); i++) {
      ProtocolField field = protocol.fields().get(i);
      check(allowed.charAt(i), request.fields.contains(field), protocol.word(field));
    }
    if (allowed.indexOf(PAIRED) >= 0) {
      boolean original = has(request, ProtocolField.SOURCE, ProtocolField.DESTINATION, false);
      boolean reply =
          has(request, ProtocolField.REPLY_SOURCE, ProtocolField.REPLY_DESTINATION, false);
      boolean whole =
          has(request, ProtocolField.SOURCE, ProtocolField.DESTINATION, true)
              || has(request, ProtocolField.REPLY_SOURCE, ProtocolField.REPLY_DESTINATION, true);
      if (!whole) {
        throw ConntrackRejected.parameter(protocol.needed(!original && reply));
      }
    }
  }

  private static boolean has(Request request, ProtocolField a, ProtocolField b, boolean both) {
    boolean first = request.fields.contains(a);
    boolean second = request.fields.contains(b);
    return both ? first && second : first || second;
  }
}
