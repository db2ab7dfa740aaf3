package org.netfilter4j.xt.set;

/** The range of a bitmap in words. */
public final class BitmapRange {
  private BitmapRange() {}

  /** {@code FROM-TO}, ports or IPv4 addresses. */
  public static String text(IpSet set) {
    if (!(set.type() instanceof BitmapType type)) {
      throw new IllegalArgumentException(set + " is no bitmap");
    }
    return type.text(set.header().first()) + "-" + type.text(set.header().last());
  }
}
