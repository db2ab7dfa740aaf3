/**
 * Rtnetlink's messages (rtnetlink(7); include/uapi/linux/rtnetlink.h, if_link.h, if_addr.h,
 * fib_rules.h): requests for all links, addresses, routes or policy rules ({@link
 * org.netfilter4j.wire.route.RouteRequests}), and what the kernel tells of one of them, as a
 * record. Numbers are the kernel's; their names are files of iproute2. What a record does not keep
 * (statistics, drivers' details, encapsulation) is passed over.
 *
 * <p>Headers and numbers are in the machine's byte order, addresses in network order.
 */
@NullMarked
package org.netfilter4j.wire.route;

import org.jspecify.annotations.NullMarked;
