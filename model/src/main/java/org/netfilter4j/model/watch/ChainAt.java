package org.netfilter4j.model.watch;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;

/**
 * A chain of nf_tables as the kernel tells of it.
 *
 * @param family NFPROTO_*, one of {@link Families}
 * @param table the table's name
 * @param handle the number by which the kernel knows it
 * @param use how many rules it holds and how many refer to it
 * @param base what makes it a base chain; null for a chain that packets come to by jumps alone
 */
public record ChainAt(
    int family, String table, String name, long handle, long use, @Nullable Base base) {

  /**
   * Where packets come to a base chain from.
   *
   * @param type filter, nat or route
   * @param hook NF_INET_*, or the number of a hook of the chain's family
   * @param priority among the chains of the hook: the smaller, the earlier
   * @param policy NF_DROP (0) or NF_ACCEPT (1); -1 where none is told
   * @param counters what the policy has counted
   * @param devices of a chain of the netdev family; empty elsewhere
   * @param flags NFT_CHAIN_*; -1 where none are told
   */
  public record Base(
      String type,
      int hook,
      int priority,
      long policy,
      Counters counters,
      List<String> devices,
      long flags) {
    public Base {
      devices = List.copyOf(devices);
    }
  }
}
