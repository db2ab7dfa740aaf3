package org.netfilter4j.command.conntrack;

import static org.netfilter4j.command.conntrack.ProtocolField.*;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.conntrack.WordScanner.LongOption;
import org.netfilter4j.command.conntrack.WordScanner.Takes;
import org.netfilter4j.packet.IpProtocol;

/**
 * The options that come with {@code -p}, by protocol. Which of them a verb allows stands in rows,
 * as in {@link Verb}: for a list, for making a connection, for changing and deleting ones, for
 * getting one, for making an expectation, and for getting or deleting one.
 */
enum ProtocolWords {
  TCP(
      IpProtocol.TCP,
      '1',
      Fields.STATE_AND_PORTS,
      "222200200 333300100 222200200 222200200 333300200 110011011 111100000"),
  UDP(IpProtocol.UDP, '1', Fields.PORTS, Fields.PORT_ROWS),
  UDPLITE(IpProtocol.UDP_LITE, '1', Fields.PORTS, Fields.PORT_ROWS),
  SCTP(
      IpProtocol.SCTP,
      1,
      Fields.and(Fields.STATE_AND_PORTS, ORIGINAL_TAG, REPLY_TAG),
      "22220020000 33330010011 22220020022 22220020000 33330020022 11001101111 11110000000"),
  DCCP(
      IpProtocol.DCCP,
      1,
      Fields.and(Fields.STATE_AND_PORTS, ROLE),
      "2222002000 3333001001 2222002000 2222002000 3333002000 1100110111 1111000000"),
  ICMP(IpProtocol.ICMP, '1', Fields.QUESTION, Fields.QUESTION_ROWS),
  ICMPV6(IpProtocol.ICMPV6, '1', Fields.QUESTION, Fields.QUESTION_ROWS),
  GRE(
      IpProtocol.GRE,
      '1',
      Fields.PORTS,
      "22220000 33330000 22220000 22220000 33330000 11111111 11110000");

  /** What several protocols have alike. */
  private static final class Fields {
    static final List<ProtocolField> PORTS =
        List.of(
            SOURCE,
            DESTINATION,
            REPLY_SOURCE,
            REPLY_DESTINATION,
            MASK_SOURCE,
            MASK_DESTINATION,
            TUPLE_SOURCE,
            TUPLE_DESTINATION);
    static final List<ProtocolField> STATE_AND_PORTS =
        List.of(
            SOURCE,
            DESTINATION,
            REPLY_SOURCE,
            REPLY_DESTINATION,
            MASK_SOURCE,
            MASK_DESTINATION,
            STATE,
            TUPLE_SOURCE,
            TUPLE_DESTINATION);
    static final String PORT_ROWS =
        "22220000 33330000 22220000 22220000 33330000 11001111 11110000";
    static final List<ProtocolField> QUESTION = List.of(ICMP_TYPE, ICMP_CODE, ICMP_ID);
    static final String QUESTION_ROWS = "222 112 222 222 112 000 000";

    static List<ProtocolField> and(List<ProtocolField> first, ProtocolField... more) {
      List<ProtocolField> fields = new ArrayList<>(first);
      Collections.addAll(fields, more);
      return List.copyOf(fields);
    }
  }

  private static final ProtocolWords[] ALL = values();

  private final int number;
  private final int firstCode;
  private final List<ProtocolField> fields;
  private final String rows;

  ProtocolWords(int number, int firstCode, List<ProtocolField> fields, String rows) {
    this.number = number;
    this.firstCode = firstCode;
    this.fields = fields;
    this.rows = rows;
  }

  /** The protocol's number in an IP header. */
  int number() {
    return number;
  }

  /** The name that {@code -p} takes. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  List<ProtocolField> fields() {
    return fields;
  }

  static @Nullable ProtocolWords of(String name) {
    for (ProtocolWords protocol : ALL) {
      if (protocol.name().equalsIgnoreCase(name)) {
        return protocol;
      }
    }
    return null;
  }

  static @Nullable ProtocolWords of(int number) {
    for (ProtocolWords protocol : ALL) {
      if (protocol.number == number) {
        return protocol;
      }
    }
    return null;
  }

  /**
   * The long options.
   *
   * @param offset added to their codes, a multiple of 256
   */
  List<LongOption> options(int offset) {
    List<LongOption> options = new ArrayList<>();
    for (ProtocolField field : fields) {
      int code = offset + firstCode + fields.indexOf(field);
      String word = word(field);
      if (field == SOURCE || field == DESTINATION) {
        String end = field == SOURCE ? "-src" : "-dst";
        options.add(
            new LongOption("orig-" + (this == GRE ? "key" : "port") + end, Takes.ARGUMENT, code));
      }
      options.add(new LongOption(word, Takes.ARGUMENT, code));
    }
    return options;
  }

  /** What an option tells, by its code without the offset; null where this protocol has none. */
  @Nullable ProtocolField field(int code) {
    int index = code - firstCode;
    return index >= 0 && index < fields.size() ? fields.get(index) : null;
  }

  /** An option's name, as messages and {@code -o save} have it. */
  String word(ProtocolField field) {
    String port = this == GRE ? "key" : "port";
    return switch (field) {
      case SOURCE -> this == GRE ? "srckey" : "sport";
      case DESTINATION -> this == GRE ? "dstkey" : "dport";
      case REPLY_SOURCE -> "reply-" + port + "-src";
      case REPLY_DESTINATION -> "reply-" + port + "-dst";
      case MASK_SOURCE -> "mask-" + port + "-src";
      case MASK_DESTINATION -> "mask-" + port + "-dst";
      case TUPLE_SOURCE -> "tuple-" + port + "-src";
      case TUPLE_DESTINATION -> "tuple-" + port + "-dst";
      case STATE -> "state";
      case ORIGINAL_TAG -> "orig-vtag";
      case REPLY_TAG -> "reply-vtag";
      case ROLE -> "role";
      case ICMP_TYPE -> word() + "-type";
      case ICMP_CODE -> word() + "-code";
      case ICMP_ID -> word() + "-id";
    };
  }

  /** Which options a verb allows; empty for none. */
  String allowed(Verb verb) {
    int row =
        switch (verb) {
          case LIST, EVENT -> 0;
          case CREATE, ADD -> 1;
          case UPDATE -> 2;
          case DELETE -> 3;
          case GET -> 4;
          case CREATE_EXPECTATION -> 5;
          case DELETE_EXPECTATION, GET_EXPECTATION -> 6;
          case FLUSH,
              VERSION,
              HELP,
              LIST_EXPECTATIONS,
              FLUSH_EXPECTATIONS,
              EXPECTATION_EVENT,
              COUNT,
              COUNT_EXPECTATIONS,
              STATISTICS,
              EXPECTATION_STATISTICS,
              NONE ->
              -1;
        };
    int width = fields.size();
    return row < 0
        ? "0".repeat(width)
        : rows.substring(row * (width + 1), row * (width + 1) + width);
  }

  /** What a verb that needs a pair of ports says of a pair that is not whole. */
  String needed(boolean reply) {
    if (!reply) {
      return "you have to specify `--" + word(SOURCE) + "' and `--" + word(DESTINATION) + "'";
    }
    return switch (this) {
      case DCCP -> "you have to specify `--reply-port-src' and `--report-port-dst'";
      case GRE -> "you have to specify `--reply-src-key' and `--reply-dst-key'";
      case TCP, UDP, UDPLITE, SCTP, ICMP, ICMPV6 ->
          "you have to specify `--reply-src-port' and `--reply-dst-port'";
    };
  }
}
