/**
 * The ipset command judged by Debian's ipset and the kernel: the same command lines, good and bad,
 * give the same exit codes, the same answers and the same listings, down to the order of elements
 * and the size in memory.
 */
@NullMarked
package org.netfilter4j.conformance.ipset;

import org.jspecify.annotations.NullMarked;
