/**
 * The kernel as the judge of packets: the same rules, sets and packets go through a network
 * namespace and through the engine, and verdicts, bytes and counters must be equal.
 *
 * <p>A {@link org.netfilter4j.conformance.kernel.Scenario} is a ruleset, what the sets hold, and a
 * list of {@link org.netfilter4j.conformance.kernel.Step}s, packets offered one at a time. A {@link
 * org.netfilter4j.conformance.kernel.Machine} runs it and says the {@link
 * org.netfilter4j.conformance.kernel.Outcome}: what left the host after each packet and what each
 * rule and policy has counted. The kernel is one machine, the engine another. Scenarios come from
 * generators with a seed; where the outcomes differ, rules and packets are left out for as long as
 * they still differ, and what remains is printed.
 *
 * <p>{@link org.netfilter4j.conformance.kernel.Laboratory} is the namespace: how it is wired, why
 * it is quiet, and how a packet's effects are told from those of the next. What is decided there:
 *
 * <ul>
 *   <li>Packets delivered to the host end at the very end of INPUT, where they are logged with
 *       their bytes. The kernel's own answers (echo reply, port unreachable, reset) are thus no
 *       part of a scenario; what rules cause (REJECT) and what forwarding causes is.
 *   <li>Locally generated packets come from raw sockets that include the IP header; they meet
 *       OUTPUT and POSTROUTING as those of any process do.
 *   <li>A legacy table stays in a namespace from the moment it is first opened, and with nat comes
 *       connection tracking, and with that defragmentation. Legacy scenarios therefore name all
 *       tables that the namespace has.
 *   <li>The identification of ICMP errors is the kernel's choice, so it is not compared.
 * </ul>
 *
 * <p>The system calls are made through {@code java.lang.foreign}; see {@code Libc}. Constants are
 * those of Linux's generic ABI (asm-generic), which x86-64 and AArch64 share.
 */
@NullMarked
package org.netfilter4j.conformance.kernel;

import org.jspecify.annotations.NullMarked;
