package org.netfilter4j.command.conntrack;

import java.util.List;

/** Takes the values of a protocol's options. */
final class ProtocolValues {
  /** States of TCP from this one on let a connection begin anew. */
  private static final int TIME_WAIT = 7;

  /** What TCP is told of connections that no packet began: any window will do. */
  private static final int LIBERAL = 0x08;

  private static final int SELECTIVE_ACKNOWLEDGEMENTS = 0x02;
  private static final int CLOSED_FROM_THE_START = 0x04;

  private ProtocolValues() {}

  static void set(Request request, ProtocolWords protocol, ProtocolField field, String text) {
    request.fields.add(field);
    FlowDraft draft = request.draft;
    switch (field) {
      case SOURCE -> source(draft.original, protocol, text);
      case DESTINATION -> destination(draft.original, protocol, text);
      case REPLY_SOURCE -> source(draft.reply, protocol, text);
      case REPLY_DESTINATION -> destination(draft.reply, protocol, text);
      case MASK_SOURCE -> source(request.mask, protocol, text);
      case MASK_DESTINATION -> destination(request.mask, protocol, text);
      case TUPLE_SOURCE -> source(request.expected, protocol, text);
      case TUPLE_DESTINATION -> destination(request.expected, protocol, text);
      case STATE -> draft.state = state(protocol, text);
      case ORIGINAL_TAG -> draft.originalTag = LeadingLong.decimal(text) & 0xffff_ffffL;
      case REPLY_TAG -> draft.replyTag = LeadingLong.decimal(text) & 0xffff_ffffL;
      case ROLE -> draft.role = role(text);
      case ICMP_TYPE -> {
        int type = (int) LeadingLong.decimal(text) & 0xff;
        icmp(draft, protocol);
        draft.original.icmpType = type;
        draft.reply.icmpType = draft.icmpAnswer(type);
      }
      case ICMP_CODE -> {
        icmp(draft, protocol);
        draft.original.icmpCode = (int) LeadingLong.decimal(text) & 0xff;
        draft.reply.icmpCode = draft.original.icmpCode;
      }
      case ICMP_ID -> {
        icmp(draft, protocol);
        draft.original.icmpId = LeadingLong.port(text);
        draft.reply.icmpId = draft.original.icmpId;
      }
    }
  }

  private static void source(TupleDraft tuple, ProtocolWords protocol, String text) {
    tuple.protocol = protocol.number();
    tuple.sourcePort = port(protocol, text);
  }

  private static void destination(TupleDraft tuple, ProtocolWords protocol, String text) {
    tuple.protocol = protocol.number();
    tuple.destinationPort = port(protocol, text);
  }

  private static void icmp(FlowDraft draft, ProtocolWords protocol) {
    draft.original.protocol = protocol.number();
    if (draft.reply.family != null) {
      draft.reply.protocol = protocol.number();
    }
  }

  private static int port(ProtocolWords protocol, String text) {
    return protocol == ProtocolWords.GRE
        ? (int) LeadingLong.unsigned(text) & 0xffff
        : LeadingLong.port(text);
  }

  private static int state(ProtocolWords protocol, String text) {
    List<String> states = ProtocolStates.of(protocol);
    int state = states.indexOf(text);
    if (protocol == ProtocolWords.TCP && text.equals("LISTEN")) {
      // The number was once that of LISTEN.
      return states.indexOf("SYN_SENT2");
    }
    if (state < 0 || protocol == ProtocolWords.SCTP && state >= ProtocolStates.SCTP_NAMED) {
      String unknown = protocol == ProtocolWords.DCCP ? "Unknown " : "unknown ";
      throw ConntrackRejected.parameter(unknown + protocol.name() + " state `" + text + "'");
    }
    return state;
  }

  private static int role(String text) {
    if ("client".regionMatches(true, 0, text, 0, text.length())) {
      return 0;
    }
    if ("server".regionMatches(true, 0, text, 0, text.length())) {
      return 1;
    }
    throw ConntrackRejected.parameter("Unknown DCCP role `" + text + "'");
  }

  /** What follows of the protocol alone. */
  static void finish(Request request) {
    FlowDraft draft = request.draft;
    if (request.protocol == null && draft.reply.family != null) {
      draft.reply.protocol = request.protocolNumber;
    }
    if (request.protocol == ProtocolWords.TCP) {
      draft.tcpFlags =
          LIBERAL
              | SELECTIVE_ACKNOWLEDGEMENTS
              | (draft.state >= TIME_WAIT ? CLOSED_FROM_THE_START : 0);
    }
  }
}
