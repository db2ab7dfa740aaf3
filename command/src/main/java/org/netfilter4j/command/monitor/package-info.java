/**
 * The {@code xtables-monitor} command: what changes in nf_tables, and what traced packets meet, as
 * it happens, one line each.
 *
 * <p>{@link org.netfilter4j.command.monitor.Monitor} reads the words and goes through the events;
 * {@link org.netfilter4j.command.monitor.EventText} and {@link
 * org.netfilter4j.command.monitor.PacketText} make the C tool's lines of them. Where the C tool
 * ends because of what it sees (a rule of nft(8) that iptables can't read, a rule that is gone when
 * a trace names it, events that were lost) this one says so and goes on.
 */
@NullMarked
package org.netfilter4j.command.monitor;

import org.jspecify.annotations.NullMarked;
