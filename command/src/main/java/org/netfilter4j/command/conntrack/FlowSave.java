package org.netfilter4j.command.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowEvent;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.model.conntrack.Tuple;

/** Connections as command lines that make them: {@code -o save}, for {@code -R}. */
final class FlowSave {
  private FlowSave() {}

  /** Appends a connection, without the end of the line. */
  static void append(StringBuilder out, FlowEvent.Kind kind, Flow flow) {
    int start = out.length();
    out.append(
        switch (kind) {
          case NEW -> "-A ";
          case UPDATE -> "-U ";
          case DESTROY -> "-D ";
        });
    number(out, "-t ", flow.timeout());
    if (flow.status() != Flow.ABSENT) {
      out.append("-u ").append(status(flow)).append(' ');
    }
    number(out, "-c ", flow.secmark());
    number(out, "-w ", flow.zone());
    number(out, "--orig-zone ", flow.original().zone());
    number(out, "--reply-zone ", flow.reply().zone());
    Tuple original = flow.original();
    Tuple reply = flow.reply();
    address(out, "-s ", original.source());
    address(out, "-d ", original.destination());
    boolean destinationTranslated =
        flow.has(FlowStatus.DST_NAT_DONE) && flow.isDestinationTranslated();
    boolean sourceTranslated = flow.has(FlowStatus.SRC_NAT_DONE) && flow.isSourceTranslated();
    address(out, destinationTranslated ? "-g " : "-r ", reply.source());
    address(out, sourceTranslated ? "-n " : "-q ", reply.destination());
    ProtocolWords protocol = ProtocolWords.of(original.protocol());
    if (protocol == null) {
      out.append("-p ").append(Math.max(0, original.protocol())).append(' ');
    } else {
      out.append("-p ").append(protocol.word()).append(' ');
      for (ProtocolField field : protocol.fields()) {
        protocol(out, protocol, field, flow);
      }
    }
    while (out.length() > start && out.charAt(out.length() - 1) == ' ') {
      out.setLength(out.length() - 1);
    }
  }

  private static void number(StringBuilder out, String word, long value) {
    if (value != Flow.ABSENT) {
      out.append(word).append(value).append(' ');
    }
  }

  private static void address(StringBuilder out, String word, @Nullable Address address) {
    if (address != null) {
      out.append(word).append(address).append(' ');
    }
  }

  private static String status(Flow flow) {
    StringBuilder words = new StringBuilder();
    word(words, flow, FlowStatus.EXPECTED, "EXPECTED");
    word(words, flow, FlowStatus.SEEN_REPLY, "SEEN_REPLY");
    word(words, flow, FlowStatus.ASSURED, "ASSURED");
    word(words, flow, FlowStatus.FIXED_TIMEOUT, "FIXED_TIMEOUT");
    return words.isEmpty() ? "UNSET" : words.toString();
  }

  private static void word(StringBuilder words, Flow flow, int bit, String word) {
    if (flow.has(bit)) {
      words.append(words.isEmpty() ? "" : ",").append(word);
    }
  }

  private static void protocol(
      StringBuilder out, ProtocolWords protocol, ProtocolField field, Flow flow) {
    String word = "--" + protocol.word(field) + " ";
    switch (field) {
      case SOURCE -> number(out, word, flow.original().sourcePort());
      case DESTINATION -> number(out, word, flow.original().destinationPort());
      case REPLY_SOURCE -> number(out, word, flow.reply().sourcePort());
      case REPLY_DESTINATION -> number(out, word, flow.reply().destinationPort());
      case ICMP_TYPE -> number(out, word, flow.original().icmpType());
      case ICMP_CODE -> number(out, word, flow.original().icmpCode());
      case ICMP_ID -> number(out, word, flow.original().icmpId());
      case ORIGINAL_TAG -> number(out, word, flow.originalTag());
      case REPLY_TAG -> number(out, word, flow.replyTag());
      case STATE -> {
        if (flow.state() != Flow.ABSENT) {
          String name = ProtocolStates.name(ProtocolStates.of(protocol), flow.state());
          out.append(word).append(name).append(' ');
        }
      }
      case ROLE, MASK_SOURCE, MASK_DESTINATION, TUPLE_SOURCE, TUPLE_DESTINATION -> {}
    }
  }
}
