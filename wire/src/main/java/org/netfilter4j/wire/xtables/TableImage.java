package org.netfilter4j.wire.xtables;

/**
 * A table as the kernel is given it.
 *
 * @param bytes its entries; there may be more room than they need
 */
public record TableImage(TableShape shape, byte[] bytes) {}
