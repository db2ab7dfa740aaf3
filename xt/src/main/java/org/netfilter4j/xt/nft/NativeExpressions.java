package org.netfilter4j.xt.nft;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.wire.nft.NftAttribute;

/**
 * Reads the expressions that are a whole match or target of iptables each: {@code limit} and {@code
 * log}. Null where one has a form that iptables does not write.
 */
final class NativeExpressions {
  private NativeExpressions() {}

  /** As {@code -m limit} is written: packets, and no flag. */
  static @Nullable Expression limit(Attributes in) {
    long rate = 0;
    long unit = 0;
    long burst = 0;
    long other = 0;
    while (in.next()) {
      switch (in.type()) {
        case NftAttribute.LIMIT_RATE -> rate = in.network64();
        case NftAttribute.LIMIT_UNIT -> unit = in.network64();
        case NftAttribute.LIMIT_BURST -> burst = in.network32();
        case NftAttribute.LIMIT_TYPE, NftAttribute.LIMIT_FLAGS -> other |= in.network32();
        default -> {}
      }
    }
    return other == 0 && rate > 0 && unit > 0 ? new Expression.Limit(rate, unit, burst) : null;
  }

  /** As {@code -j NFLOG} is written: with a group. */
  static @Nullable Expression log(Attributes in) {
    String prefix = "";
    int group = -1;
    long size = -1;
    int threshold = 0;
    while (in.next()) {
      switch (in.type()) {
        case NftAttribute.LOG_PREFIX -> prefix = in.text();
        case NftAttribute.LOG_GROUP -> group = in.network16();
        case NftAttribute.LOG_SNAPLEN -> size = in.network32();
        case NftAttribute.LOG_QTHRESHOLD -> threshold = in.network16();
        default -> {}
      }
    }
    return group < 0 ? null : new Expression.Log(prefix, group, size, threshold);
  }
}
