/**
 * Netlink's messages and attributes (RFC 3549; include/uapi/linux/netlink.h): a {@link
 * org.netfilter4j.wire.netlink.MessageWriter} appends messages with nested attributes to one
 * growing array, which may hold a whole batch; {@link org.netfilter4j.wire.netlink.Message} and
 * {@link org.netfilter4j.wire.netlink.Attributes} read them in place, without copying. Headers are
 * in the machine's byte order; netfilter's numbers in attributes mostly in network order, so each
 * accessor says which.
 *
 * <p>Lengths are checked as they are read: an answer that contradicts itself ends in a {@link
 * org.netfilter4j.wire.netlink.MalformedMessageException}, never in a loop or beyond the array.
 */
@NullMarked
package org.netfilter4j.wire.netlink;

import org.jspecify.annotations.NullMarked;
