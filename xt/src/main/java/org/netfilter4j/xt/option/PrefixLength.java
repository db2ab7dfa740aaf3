package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.model.Address;
import org.netfilter4j.xt.RuleContext;

/**
 * How many leading bits of an address count, as a number or as a mask (XTTYPE_PLENMASK). A mask
 * that is none of leading ones counts as 128 of them, in IPv4 too, as with the C tool.
 */
public enum PrefixLength implements Syntax<Integer> {
  SYNTAX,
  /** As the C tool keeps it where it makes no mask of it (XTTYPE_PLEN): 255 for such a mask. */
  KEPT;

  private static final int UNEVEN = 255;

  @Override
  public Integer parse(String text, String owner, String option, RuleContext context) {
    int length = HostMask.ones(text, owner, option, context.family());
    Address mask = HostMask.number(text, context.family());
    Long number = Syntaxes.parseUnsigned(text);
    // In IPv4 a number that is no length is an address still: 128 is 0.0.0.128.
    boolean isLength = number != null && Long.compareUnsigned(number, context.family().bits()) <= 0;
    return this == KEPT && !isLength && mask != null && mask.prefixLength() < 0 ? UNEVEN : length;
  }

  @Override
  public String placeholder() {
    return "length";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("0", "1", "24", "32", "0x10", "255.255.0.0", "255.0.255.0", "128", "64", "ffff::"),
        List.of("", "129", "x", "-1", "1/1", "255.255.0.256", "fffff::"));
  }
}
