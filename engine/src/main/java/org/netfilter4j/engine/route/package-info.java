/**
 * What the host knows of its network, and where a packet goes by it.
 *
 * <p>A {@link org.netfilter4j.engine.route.Network} is plain data in the words of {@code ip -j}:
 * links with their addresses, routes of several tables, policy rules, sysctls. A {@link
 * org.netfilter4j.engine.route.Router} is built from it once and then asked for every packet: a
 * {@link org.netfilter4j.engine.route.Query} goes through the policy rules ({@code RuleList}), each
 * of which names a table ({@code Fib}, a hash table per prefix length), and the answer with its
 * reason stands in a {@link org.netfilter4j.engine.route.Decision}. Queries and decisions are
 * reused; asking allocates nothing.
 *
 * <p>Follows net/ipv4/route.c (ip_route_input_slow, ip_route_output_key_hash_rcu), fib_trie.c,
 * fib_frontend.c (reverse path), fib_rules.c, devinet.c (source selection), and net/ipv6/route.c,
 * ip6_output.c and addrconf.c (RFC 6724). Several equal next hops are chosen by a hash of the
 * addresses; the kernel's hash is seeded at random, so which of them it takes can't be told.
 */
@NullMarked
package org.netfilter4j.engine.route;

import org.jspecify.annotations.NullMarked;
