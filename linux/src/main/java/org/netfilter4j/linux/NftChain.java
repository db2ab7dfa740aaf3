package org.netfilter4j.linux;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target.Standard;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.nft.NftAttribute;

/**
 * A chain of nf_tables.
 *
 * @param table the table's name
 * @param handle the number by which the kernel knows it
 * @param hook where it stands; -1 for a user's chain
 * @param priority there
 * @param type filter, nat or route; "" for a user's chain
 * @param policy NF_DROP (0) or NF_ACCEPT (1)
 * @param uses how many rules it has and go to it
 */
record NftChain(
    String table,
    String name,
    long handle,
    int hook,
    int priority,
    String type,
    long policy,
    Counters counters,
    long uses) {

  static NftChain read(Attributes in) {
    String table = "";
    String name = "";
    String type = "";
    long handle = 0;
    int hook = -1;
    int priority = 0;
    long policy = 1;
    Counters counters = Counters.ZERO;
    long uses = 0;
    while (in.next()) {
      switch (in.type()) {
        case NftAttribute.CHAIN_TABLE -> table = in.text();
        case NftAttribute.CHAIN_NAME -> name = in.text();
        case NftAttribute.CHAIN_HANDLE -> handle = in.network64();
        case NftAttribute.CHAIN_TYPE -> type = in.text();
        case NftAttribute.CHAIN_USE -> uses = in.network32();
        case NftAttribute.CHAIN_POLICY -> policy = in.network32();
        case NftAttribute.CHAIN_HOOK -> {
          Attributes at = in.nested();
          while (at.next()) {
            if (at.type() == NftAttribute.HOOK_HOOKNUM) {
              hook = (int) at.network32();
            } else if (at.type() == NftAttribute.HOOK_PRIORITY) {
              priority = (int) at.network32();
            }
          }
        }
        case NftAttribute.CHAIN_COUNTERS -> counters = counters(in.nested());
        default -> {}
      }
    }
    return new NftChain(table, name, handle, hook, priority, type, policy, counters, uses);
  }

  private static Counters counters(Attributes in) {
    long packets = 0;
    long bytes = 0;
    while (in.next()) {
      if (in.type() == NftAttribute.COUNTER_PACKETS) {
        packets = in.network64();
      } else if (in.type() == NftAttribute.COUNTER_BYTES) {
        bytes = in.network64();
      }
    }
    return new Counters(packets, bytes);
  }

  /** The type of the chain that iptables-nft makes for a table at a hook. */
  static String type(TableName table, Hook hook) {
    if (table == TableName.NAT) {
      return "nat";
    }
    return table == TableName.MANGLE && hook == Hook.OUTPUT ? "route" : "filter";
  }

  /** Whether packets come to it from a hook. */
  boolean isBase() {
    return hook >= 0;
  }

  /** The built-in chain of iptables that it is; null where it is none. */
  @Nullable Hook builtIn(TableName of) {
    for (Hook each : of.hooks()) {
      if (each.ordinal() == hook
          && each.chain().equals(name)
          && of.priority(each, Mode.NFT) == priority
          && type(of, each).equals(type)) {
        return each;
      }
    }
    return null;
  }

  Chain with(NftRules rules) {
    Standard verdict = null;
    if (isBase()) {
      verdict = policy == 0 ? Standard.DROP : Standard.ACCEPT;
    }
    return new Chain(name, verdict, counters, rules);
  }
}
