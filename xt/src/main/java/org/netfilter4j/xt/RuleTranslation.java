package org.netfilter4j.xt;

import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.InterfacePattern;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.Target;

/** Puts a whole rule into nft's syntax, part by part in the order of {@code iptables-translate}. */
public final class RuleTranslation {
  private RuleTranslation() {}

  /**
   * Translates a rule.
   *
   * @param serial numbers the sets that rules of one run need
   * @return the rule from its first test to its comment, and the set that it needs; null where a
   *     part of it has no words in nft
   */
  public static @Nullable Translation of(Rule rule, Names names, IntSupplier serial) {
    Selector selector = rule.selector();
    Translation out =
        new Translation(rule.family(), selector.protocol(), selector.notProtocol(), names, serial);
    selector(rule, out);
    for (Match match : rule.matches()) {
      if (!match(match, out)) {
        return null;
      }
    }
    out.add("counter");
    if (!target(rule.target(), out)) {
      return null;
    }
    String comment = out.comment();
    if (comment != null) {
      out.add(" comment ").join(comment);
    }
    return out;
  }

  private static void selector(Rule rule, Translation out) {
    Selector selector = rule.selector();
    device("iifname", selector.in(), selector.notIn(), out);
    device("oifname", selector.out(), selector.notOut(), out);
    if (selector.fragment()) {
      out.add("ip frag-off & 0x1fff " + (selector.notFragment() ? "0 " : "!= 0 "));
    }
    protocol(rule, out);
    address("saddr", selector.source(), selector.notSource(), out);
    address("daddr", selector.destination(), selector.notDestination(), out);
  }

  /** nft has no pattern for every name: that test is left out, or one that never holds is put. */
  private static void device(
      String key, InterfacePattern pattern, boolean inverted, Translation out) {
    String name = pattern.text();
    if (name.isEmpty()) {
      return;
    }
    if (name.equals("+")) {
      if (inverted) {
        out.add(key + " \"INVAL/D\" ");
      }
      return;
    }
    String stem = name.substring(0, name.length() - 1);
    String text =
        switch (name.charAt(name.length() - 1)) {
          case '+' -> stem + "*";
          case '*' -> stem + "\\*";
          default -> name;
        };
    out.test(key, inverted, "\"" + text + "\" ");
  }

  /** The protocol, unless a match of its name says it too. */
  private static void protocol(Rule rule, Translation out) {
    int protocol = rule.selector().protocol();
    if (protocol == 0) {
      return;
    }
    String name = out.names().protocolName(protocol);
    if (name != null && rule.matches().stream().anyMatch(m -> m.name().equals(name))) {
      return;
    }
    String key = out.family() == Family.IPV4 ? "ip protocol" : "meta l4proto";
    String value = name == null ? Integer.toString(protocol) : name;
    out.test(key, rule.selector().notProtocol(), value + " ");
  }

  private static void address(
      String side, MaskedAddress address, boolean inverted, Translation out) {
    if (address.isAny() && !inverted) {
      return;
    }
    String key = out.header() + " " + side;
    int length = address.prefixLength();
    Address first = address.first();
    if (length < 0) {
      out.add(key + " & " + address.mask() + (inverted ? " != " : " == ") + first + " ");
    } else {
      boolean one = length == address.family().bits();
      out.test(key, inverted, first + (one ? " " : "/" + length + " "));
    }
  }

  private static <M extends Match> boolean match(M match, Translation out) {
    return Extensions.of(match, out.family()).translate(match, out);
  }

  private static boolean target(Target target, Translation out) {
    return switch (target) {
      case Target.None _ -> true;
      case Target.Standard.ACCEPT -> word(" accept", out);
      case Target.Standard.DROP -> word(" drop", out);
      case Target.Standard.RETURN -> word(" return", out);
      case Target.Standard.QUEUE -> false;
      case Target.Jump jump -> word(" jump " + jump.chain(), out);
      case Target.Goto go -> word(" goto " + go.chain(), out);
      case Target.Extended extended -> extended(extended, out);
    };
  }

  private static boolean word(String text, Translation out) {
    out.add(text);
    return true;
  }

  private static <T extends Target.Extended> boolean extended(T target, Translation out) {
    return Extensions.of(target, out.family()).translate(target, out);
  }
}
