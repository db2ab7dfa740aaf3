package org.netfilter4j.command;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.Rejected;

/** What chains, targets and matches may be called. */
final class RuleNames {
  /** XT_EXTENSION_MAXNAMELEN, with the final NUL. */
  static final int MAX = 29;

  private RuleNames() {}

  /** Refuses what can't be the name of a new chain (assert_valid_chain_name). */
  static void requireNewChain(String name, Family family) {
    if (name.length() >= MAX) {
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

  /** Refuses what iptables-nft-restore takes for no chain's name. */
  static void requireRestored(String chain) {
    if (chain.length() >= RuleNames.MAX) {
      throw Rejected.parameter(
          "chain name `" + chain + "' too long (must be under " + RuleNames.MAX + " chars)");
    }
    if (chain.charAt(0) == '-' || chain.charAt(0) == '!') {
      throw Rejected.parameter("chain name not allowed to start with `" + chain.charAt(0) + "'");
    }
    if (RuleNames.standard(chain) != null) {
      throw Rejected.parameter("chain name may not clash with target name");
    }
  }

  static Rejected tooLong(String name) {
    return Rejected.parameter(
        "chain name `" + name + "' too long (must be under " + MAX + " chars)");
  }

  /** The operand of {@code -j} or {@code -g}, where it can be one. */
  static String target(String name) {
    if (name.isEmpty()) {
      throw Rejected.parameter("Invalid target name (too short)");
    }
    if (name.length() >= MAX) {
      throw Rejected.parameter("Invalid target name `" + name + "' (" + (MAX - 1) + " chars max)");
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

  /** The name of the match: that of ICMPv6 has several spellings. */
  static String match(String name) {
    return name.equals("icmpv6") || name.equals("ipv6-icmp") ? "icmp6" : name;
  }
}
