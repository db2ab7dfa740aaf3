/**
 * IP sets: their types, their elements, and the namespace that rules find them in.
 *
 * <p>The kernel's counterpart is net/netfilter/ipset.
 */
@NullMarked
package org.netfilter4j.xt.set;

import org.jspecify.annotations.NullMarked;
