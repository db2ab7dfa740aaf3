package org.netfilter4j.xt.struct;

/**
 * A match or target as the kernel is given it.
 *
 * @param name the kernel's name for it
 * @param revision of the struct
 * @param info the struct, filled up with zeroes to a multiple of 8 bytes (XT_ALIGN)
 */
public record Encoded(String name, int revision, byte[] info) {}
