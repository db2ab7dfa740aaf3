package org.netfilter4j.xt.target;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;

/** The answers of REJECT: enum ipt_reject_with and enum ip6t_reject_with, in the kernel's order. */
public enum RejectWith {
  NET_UNREACHABLE(Family.IPV4, 0, "icmp-net-unreachable", "net-unreach", 0),
  HOST_UNREACHABLE(Family.IPV4, 1, "icmp-host-unreachable", "host-unreach", 1),
  PROTOCOL_UNREACHABLE(Family.IPV4, 2, "icmp-proto-unreachable", "proto-unreach", 2),
  PORT_UNREACHABLE(Family.IPV4, 3, "icmp-port-unreachable", "port-unreach", 3),
  NET_PROHIBITED(Family.IPV4, 5, "icmp-net-prohibited", "net-prohib", 9),
  HOST_PROHIBITED(Family.IPV4, 6, "icmp-host-prohibited", "host-prohib", 10),
  TCP_RESET(Family.IPV4, 7, "tcp-reset", "tcp-rst", -1),
  ADMIN_PROHIBITED(Family.IPV4, 8, "icmp-admin-prohibited", "admin-prohib", 13),
  NO_ROUTE6(Family.IPV6, 0, "icmp6-no-route", "no-route", 0),
  ADMIN_PROHIBITED6(Family.IPV6, 1, "icmp6-adm-prohibited", "adm-prohibited", 1),
  ADDRESS_UNREACHABLE6(Family.IPV6, 3, "icmp6-addr-unreachable", "addr-unreach", 3),
  PORT_UNREACHABLE6(Family.IPV6, 4, "icmp6-port-unreachable", "port-unreach", 4),
  TCP_RESET6(Family.IPV6, 6, "tcp-reset", "tcp-reset", -1),
  POLICY_FAIL6(Family.IPV6, 7, "icmp6-policy-fail", "policy-fail", 5),
  REJECT_ROUTE6(Family.IPV6, 8, "icmp6-reject-route", "reject-route", 6);

  private static final List<RejectWith> ALL = List.of(values());
  private final Family family;
  private final int number;
  private final String word;
  private final String alias;
  private final int code;

  RejectWith(Family family, int number, String word, String alias, int code) {
    this.family = family;
    this.number = number;
    this.word = word;
    this.alias = alias;
    this.code = code;
  }

  /** Its number in the family's enum. */
  int number() {
    return number;
  }

  /** The family's answer of that number. */
  static RejectWith of(Family family, int number) {
    for (RejectWith with : ALL) {
      if (with.family == family && with.number == number) {
        return with;
      }
    }
    throw new IllegalArgumentException("answer " + number);
  }

  /** The name that is printed. */
  String word() {
    return word;
  }

  /** The code of the ICMP "destination unreachable"; -1 for the TCP reset. */
  int code() {
    return code;
  }

  /** What nft calls it. */
  String translation() {
    return switch (this) {
      case TCP_RESET, TCP_RESET6 -> "tcp reset";
      case PROTOCOL_UNREACHABLE -> "icmp type prot-unreachable";
      case ADMIN_PROHIBITED6 -> "icmpv6 type admin-prohibited";
      case NET_UNREACHABLE,
          HOST_UNREACHABLE,
          PORT_UNREACHABLE,
          NET_PROHIBITED,
          HOST_PROHIBITED,
          ADMIN_PROHIBITED ->
          "icmp type " + word.substring("icmp-".length());
      case NO_ROUTE6, ADDRESS_UNREACHABLE6, PORT_UNREACHABLE6, POLICY_FAIL6, REJECT_ROUTE6 ->
          "icmpv6 type " + word.substring("icmp6-".length());
    };
  }

  boolean isReset() {
    return code < 0;
  }

  /** The names of a family's answers, with commas. */
  static String words(Family family) {
    StringBuilder out = new StringBuilder();
    for (RejectWith with : ALL) {
      if (with.family == family) {
        out.append(out.isEmpty() ? "" : ", ").append(with.word);
      }
    }
    return out.toString();
  }

  static RejectWith standard(Family family) {
    return family == Family.IPV4 ? PORT_UNREACHABLE : PORT_UNREACHABLE6;
  }

  /** The names of those of a family. */
  static List<String> names(Family family) {
    return ALL.stream().filter(with -> with.family == family).map(with -> with.word).toList();
  }

  /** The first whose name or alias begins so, in any case, as the C tool looks for it; or null. */
  static @Nullable RejectWith find(Family family, String text) {
    String prefix = text.toLowerCase(Locale.ROOT);
    for (RejectWith with : ALL) {
      if (with.family == family
          && (with.word.startsWith(prefix) || with.alias.startsWith(prefix))) {
        return with;
      }
    }
    return null;
  }
}
