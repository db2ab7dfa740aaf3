/**
 * Network address translation: choosing what a connection shall look like, and rewriting its
 * packets.
 *
 * <p>The first packet of a connection passes the nat tables; a rule there gives {@link
 * org.netfilter4j.engine.nat.Nat#bind} a range, and Nat chooses an address and port in it such that
 * no two connections' replies look alike. The choice is kept in the connection as the tuple that
 * its replies will carry, so that afterwards {@link org.netfilter4j.engine.nat.Nat#rewrite} needs
 * no rule: it makes each packet look like the inverse of the other direction's tuple, and likewise
 * the packets that ICMP errors quote. {@link org.netfilter4j.engine.nat.Departures} goes the way
 * back, for packets that a capture shows leaving.
 *
 * <p>After net/netfilter/nf_nat_core.c, nf_nat_proto.c, nf_nat_masquerade.c and nf_nat_redirect.c.
 */
@NullMarked
package org.netfilter4j.engine.nat;

import org.jspecify.annotations.NullMarked;
