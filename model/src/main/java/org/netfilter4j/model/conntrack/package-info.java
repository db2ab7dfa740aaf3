/**
 * Tracked connections as values: what conntrack(8) lists, and what it can ask a machine to do.
 *
 * <p>A {@link org.netfilter4j.model.conntrack.Flow} is a connection as it was told of at one
 * instant: two {@link org.netfilter4j.model.conntrack.Tuple}s, what its protocol's state is, and
 * what else is known. Much of it may be missing: an event tells less than a listing, and what is
 * asked of the kernel may name the original direction alone. So numbers that are not known are
 * {@link org.netfilter4j.model.conntrack.Flow#ABSENT} and objects null. An {@link
 * org.netfilter4j.model.conntrack.Expectation} is a connection that a helper foretells.
 *
 * <p>{@link org.netfilter4j.model.conntrack.Flows} is the port: the kernel's table of connections
 * behind netlink, and an embedded host's behind its file.
 */
@NullMarked
package org.netfilter4j.model.conntrack;

import org.jspecify.annotations.NullMarked;
