package org.netfilter4j.command.conntrack;

import java.util.List;

/** The names of TCP's, SCTP's and DCCP's states, by number (libnetfilter_conntrack). */
final class ProtocolStates {
  static final List<String> TCP =
      List.of(
          "NONE",
          "SYN_SENT",
          "SYN_RECV",
          "ESTABLISHED",
          "FIN_WAIT",
          "CLOSE_WAIT",
          "LAST_ACK",
          "TIME_WAIT",
          "CLOSE",
          "SYN_SENT2");
  static final List<String> SCTP =
      List.of(
          "NONE",
          "CLOSED",
          "COOKIE_WAIT",
          "COOKIE_ECHOED",
          "ESTABLISHED",
          "SHUTDOWN_SENT",
          "SHUTDOWN_RECD",
          "SHUTDOWN_ACK_SENT",
          "HEARTBEAT_SENT",
          "HEARTBEAT_ACKED");
  static final List<String> DCCP =
      List.of(
          "NONE",
          "REQUEST",
          "RESPOND",
          "PARTOPEN",
          "OPEN",
          "CLOSEREQ",
          "CLOSING",
          "TIMEWAIT",
          "IGNORE",
          "INVALID");

  /** How many of SCTP's states a command line may name. */
  static final int SCTP_NAMED = 8;

  private ProtocolStates() {}

  /** The name of a state; that of state 0 for numbers beyond the last. */
  static String name(List<String> names, int state) {
    return names.get(state < names.size() ? state : 0);
  }

  /** The states of a protocol. */
  static List<String> of(ProtocolWords protocol) {
    return switch (protocol) {
      case TCP -> TCP;
      case SCTP -> SCTP;
      case DCCP -> DCCP;
      case UDP, UDPLITE, ICMP, ICMPV6, GRE -> List.of();
    };
  }
}
