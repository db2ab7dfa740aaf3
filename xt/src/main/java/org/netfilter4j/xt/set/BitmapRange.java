package org.netfilter4j.xt.set;

/** The range of a bitmap in words. */
public final class BitmapRange {
  private BitmapRange() {}

  /** {@code FROM-TO}, ports or IPv4 addresses. */
  public static String text(SetType of, SetHeader header) {
    if (!(of instanceof BitmapType type)) {
      throw new IllegalArgumentException(of + " is no bitmap");
    }
    return type.text(header.first()) + "-" + type.text(header.last());
  }
}
