package org.netfilter4j.conformance.nft;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.wire.nft.Expression.Data;
import org.netfilter4j.wire.nft.Expression.Meta;
import org.netfilter4j.xt.Extensions;

/** Expressions as libnftnl prints them on a little-endian machine; of structs only the name. */
final class NetlinkText {
  private NetlinkText() {}

  static List<String> of(List<Expression> expressions, Family family) {
    List<String> lines = new ArrayList<>();
    boolean number = false;
    for (Expression expression : expressions) {
      if (expression instanceof Meta meta) {
        number = meta.key() == Meta.Key.MARK;
      } else if (expression instanceof Expression.Payload) {
        number = false;
      }
      lines.add(line(expression, number, family));
    }
    return lines;
  }

  /** What the judge printed, without revisions of structs. */
  static List<String> judged(List<String> lines) {
    return lines.stream().map(line -> line.strip().replaceAll(" rev \\d+ \\]$", " ]")).toList();
  }

  private static String line(Expression expression, boolean number, Family family) {
    return switch (expression) {
      case Expression.Payload load ->
          "[ payload load %db @ %s header + %d => reg 1 ]"
              .formatted(load.length(), lower(load.base()), load.offset());
      case Meta meta -> "[ meta load %s => reg 1 ]".formatted(lower(meta.key()));
      case Expression.Bitwise bitwise ->
          "[ bitwise reg 1 = ( reg 1 & %s ) ^ %s ]"
              .formatted(words(bitwise.mask(), number), words(bitwise.xor(), number));
      case Expression.Cmp cmp ->
          "[ cmp %s reg 1 %s ]".formatted(lower(cmp.operator()), words(cmp.data(), number));
      case Expression.Range range ->
          "[ range %s reg 1 %s %s ]"
              .formatted(
                  range.inverted() ? "neq" : "eq",
                  words(range.from(), number),
                  words(range.to(), number));
      case Expression.Limit limit ->
          "[ limit rate %d/%s burst %d type packets flags 0x0 ]"
              .formatted(
                  limit.rate(),
                  switch ((int) limit.unit()) {
                    case 1 -> "second";
                    case 60 -> "minute";
                    case 3600 -> "hour";
                    default -> "day";
                  },
                  // The kernel puts its own for none.
                  limit.burst() == 0 ? 5 : limit.burst());
      case Expression.Counter _ -> "[ counter pkts 0 bytes 0 ]";
      case Expression.Trace _ ->
          "[ immediate reg 1 0x00000001 ]\n  [ meta set nftrace with reg 1 ]";
      case Expression.Log log -> "[ log prefix " + log.prefix() + " group " + log.group() + " ]";
      case Expression.Other other -> "[ " + other.name() + " ]";
      case Expression.CompatMatch match -> "[ match name " + match.match().name() + " ]";
      case Expression.CompatTarget target ->
          "[ target name " + kernelName(target.target(), family) + " ]";
      case Expression.Immediate immediate ->
          "[ immediate reg 0 " + verdict(immediate.target()) + " ]";
    };
  }

  private static <T extends Target.Extended> String kernelName(T target, Family family) {
    return Extensions.of(target, family).kernelName();
  }

  private static String verdict(Target target) {
    return switch (target) {
      case Target.Standard standard -> lower(standard);
      case Target.Jump jump -> "jump -> " + jump.chain();
      case Target.Goto go -> "goto -> " + go.chain();
      case Target.None _, Target.Extended _ -> throw new IllegalArgumentException("" + target);
    };
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Words of 32 bits as a little-endian machine reads the bytes; a mark is a number of its own. */
  private static String words(Data data, boolean number) {
    if (number) {
      return String.format("0x%08x", data.number());
    }
    StringBuilder out = new StringBuilder();
    byte[] bytes = data.bytes();
    for (int at = 0; at < bytes.length; at += 4) {
      int word = 0;
      for (int i = 0; i < 4 && at + i < bytes.length; i++) {
        word |= (bytes[at + i] & 0xff) << (8 * i);
      }
      out.append(out.isEmpty() ? "" : " ").append(String.format("0x%08x", word));
    }
    return out.toString();
  }
}
