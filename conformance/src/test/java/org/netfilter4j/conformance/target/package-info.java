/**
 * The targets against the C tools and the kernel: where each may stand, what is refused and how,
 * and how it is listed; and the packets with which REJECT answers, byte for byte.
 */
@NullMarked
package org.netfilter4j.conformance.target;

import org.jspecify.annotations.NullMarked;
