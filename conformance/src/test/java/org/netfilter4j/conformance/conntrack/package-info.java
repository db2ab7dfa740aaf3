/**
 * The kernel as the judge of connection tracking and translation.
 *
 * <p>Conversations made from a seed ({@link org.netfilter4j.conformance.conntrack.TcpTalk} and its
 * siblings) go packet by packet through the {@code Laboratory} and through {@link
 * org.netfilter4j.conformance.conntrack.TrackedHost}, which is our tables with the hooks around
 * them and nothing else. Rules write the state that the kernel sees in each packet into its TOS
 * byte, so that states, translated bytes and checksums are all compared in the packets that come
 * out; and after each conversation {@code conntrack -L -o extended} is compared, the seconds left
 * within one.
 */
@NullMarked
package org.netfilter4j.conformance.conntrack;

import org.jspecify.annotations.NullMarked;
