/**
 * The embedded netfilter: a host's hooks, tables and routing, in user space.
 *
 * <p>An {@link org.netfilter4j.engine.Engine} is given packets that arrive at an interface ({@code
 * receive}) or that the host sends ({@code send}) and answers with a {@link
 * org.netfilter4j.engine.Fate}. On the way a packet passes the hooks; at each, {@code HookStage}s
 * run in the kernel's order of priorities: defragmentation, the tables of both modes, connection
 * tracking, NAT, and the confirmation of new connections. A table's chains are a {@code Program},
 * loaded from a {@link org.netfilter4j.model.Ruleset}: each rule is lowered once to conditions and
 * an action. {@code Traversal} walks the chains, the {@link org.netfilter4j.engine.Interpreter}
 * evaluates the conditions, and a {@link org.netfilter4j.engine.Tracer} hears of every step.
 *
 * <p>Routing is in {@link org.netfilter4j.engine.route}, connections in {@link
 * org.netfilter4j.engine.conntrack}, translation in {@link org.netfilter4j.engine.nat}. What
 * extensions may see and do is declared in {@link org.netfilter4j.xt.lower}; {@code PacketContext}
 * implements it. Nothing allocates on a packet's way unless a connection begins, the host itself
 * answers, or somebody traces; the time is passed in, and random numbers come from a seed.
 *
 * <p>Follows net/netfilter/core.c, net/ipv4/netfilter/ip_tables.c (ipt_do_table),
 * net/netfilter/nf_tables_core.c (nft_do_chain), nf_nat_core.c (nf_nat_inet_fn), and the way of a
 * packet in net/ipv4/ip_input.c, ip_forward.c, ip_output.c and their IPv6 counterparts.
 */
@NullMarked
package org.netfilter4j.engine;

import org.jspecify.annotations.NullMarked;
