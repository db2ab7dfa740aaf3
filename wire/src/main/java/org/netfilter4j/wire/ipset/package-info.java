/**
 * What the kernel's sets are asked by netlink (include/uapi/linux/netfilter/ipset/ip_set.h and
 * ip_set_{bitmap,hash,list}.h): the numbers of {@link org.netfilter4j.wire.ipset.IpsetMessage
 * messages}, {@link org.netfilter4j.wire.ipset.IpsetAttribute attributes} and {@link
 * org.netfilter4j.wire.ipset.IpsetErrno errors}, and how values stand in attributes. What they mean
 * for a type of set is said elsewhere.
 */
@NullMarked
package org.netfilter4j.wire.ipset;

import org.jspecify.annotations.NullMarked;
