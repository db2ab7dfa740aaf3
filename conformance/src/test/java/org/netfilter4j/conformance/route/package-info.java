/**
 * Routing against the kernel: networks from a seed, set up in a namespace, recorded with {@code ip
 * -j} and read back, and the same questions asked of {@code ip route get} and of our router.
 *
 * <p>Several equal next hops are left out: the kernel's choice among them is random.
 */
@NullMarked
package org.netfilter4j.conformance.route;

import org.jspecify.annotations.NullMarked;
