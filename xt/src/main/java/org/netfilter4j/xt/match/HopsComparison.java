package org.netfilter4j.xt.match;

import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Values;

/** IPT_TTL_EQ and its like. */
public enum HopsComparison {
  EQUAL("-eq", "==", ""),
  NOT_EQUAL("-eq", "!=", "!= "),
  LESS("-lt", "<", "lt "),
  GREATER("-gt", ">", "gt ");

  final String option;
  final String sign;
  final String nft;

  HopsComparison(String option, String sign, String nft) {
    this.option = option;
    this.sign = sign;
    this.nft = nft;
  }

  Condition with(int value) {
    return switch (this) {
      case EQUAL -> hops(value, value);
      case NOT_EQUAL -> new Condition.Not(hops(value, value));
      case LESS -> value == 0 ? Condition.NEVER : hops(0, value - 1);
      case GREATER -> value == 255 ? Condition.NEVER : hops(value + 1, 255);
    };
  }

  private static Condition hops(int low, int high) {
    return new Condition.Test(Field.Header.TTL, new Values.Range(low, high));
  }
}
