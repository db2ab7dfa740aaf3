/**
 * What is said over netlink about connections (NFNL_SUBSYS_CTNETLINK) and expectations
 * (NFNL_SUBSYS_CTNETLINK_EXP), after include/uapi/linux/netfilter/nfnetlink_conntrack.h: {@link
 * org.netfilter4j.wire.conntrack.FlowReader} and {@link
 * org.netfilter4j.wire.conntrack.ExpectationReader} make values of messages, {@link
 * org.netfilter4j.wire.conntrack.FlowWriter} writes requests, {@link
 * org.netfilter4j.wire.conntrack.Attribute} has the numbers.
 *
 * <p>All numbers in attributes are in network order, but for labels, which are 128 bits as the
 * machine keeps them. What is not known in a message is passed over; what contradicts itself ends
 * in a {@link org.netfilter4j.wire.netlink.MalformedMessageException}.
 */
@NullMarked
package org.netfilter4j.wire.conntrack;

import org.jspecify.annotations.NullMarked;
