package org.netfilter4j.xt.option;

import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** Types of DCCP packets as bits, {@code TYPE[,TYPE...]}; INVALID stands for 10 to 15. */
public enum DccpTypes implements Syntax<Integer> {
  SYNTAX;

  public static final int REQUEST = 0;
  public static final int RESPONSE = 1;
  public static final int DATA = 2;
  public static final int RESET = 7;

  /** The first number that is no type (RFC 4340 5.1). */
  public static final int INVALID = 10;

  private static final int INVALID_BITS = 0xfc00;
  private static final List<String> NAMES =
      List.of(
          "REQUEST",
          "RESPONSE",
          "DATA",
          "ACK",
          "DATAACK",
          "CLOSEREQ",
          "CLOSE",
          "RESET",
          "SYNC",
          "SYNCACK",
          "INVALID");

  /** The names, as {@code -S} prints them. The C tool prints no type as nothing; here it is "". */
  public static String text(int types) {
    String names = join(types & ~INVALID_BITS | (types & 1 << INVALID), ",", NAMES::get);
    return names.isEmpty() ? "\"\"" : names;
  }

  /** The numbers with commas. */
  public static String numbers(int types) {
    return join(types, ",", Integer::toString);
  }

  /** One name in nft's spelling, or a set of them. */
  public static String translation(int types) {
    int named = types & ~INVALID_BITS | (types & 1 << INVALID);
    String names =
        join(
            named,
            ", ",
            type -> type == INVALID ? "10-15" : NAMES.get(type).toLowerCase(Locale.ROOT));
    return Integer.bitCount(named) == 1 ? names : "{ " + names + " }";
  }

  private static String join(int types, String separator, IntFunction<String> name) {
    StringBuilder text = new StringBuilder();
    for (int type = 0; type < 16; type++) {
      if ((types & 1 << type) != 0) {
        text.append(text.isEmpty() ? "" : separator).append(name.apply(type));
      }
    }
    return text.toString();
  }

  @Override
  public Integer parse(String text, String owner, String option, RuleContext context) {
    int types = 0;
    for (String word : text.split(",", -1)) {
      int type = NAMES.indexOf(word.toUpperCase(Locale.ROOT));
      if (type < 0 && !word.isEmpty()) {
        throw Rejected.parameter("Unknown DCCP type `" + word + "'");
      }
      types |= type < 0 ? 0 : type == INVALID ? INVALID_BITS : 1 << type;
    }
    return types;
  }

  @Override
  public Offer offer(Family family, int word) {
    return Offer.some(NAMES);
  }

  @Override
  public String placeholder() {
    return "type[,type...]";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of(
            "REQUEST",
            "request,Response",
            "INVALID",
            "DATA,ACK,DATAACK,CLOSEREQ,CLOSE,RESET,SYNC,SYNCACK,INVALID,REQUEST,RESPONSE",
            ",RESET,,RESET,",
            "invalid,SYNCACK"),
        List.of("x", "REQ", "0", "REQUEST RESPONSE", "RESET ", "10-15"));
  }
}
