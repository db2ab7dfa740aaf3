package org.netfilter4j.wire.xtables;

/**
 * A table's shape: what struct ipt_getinfo and ipt_replace say of it beside its entries.
 *
 * @param validHooks bits of the hooks that it stands at, {@code 1 << NF_INET_*}
 * @param hookEntries where the chain of each of the five hooks begins, in bytes
 * @param underflows where its policy stands
 * @param entries how many entries, chain heads and policies included
 * @param size of all entries, in bytes
 */
public record TableShape(
    int validHooks, int[] hookEntries, int[] underflows, int entries, int size) {
  /** NF_INET_NUMHOOKS. */
  public static final int HOOKS = 5;
}
