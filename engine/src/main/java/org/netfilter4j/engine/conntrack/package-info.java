/**
 * Connection tracking: which connection a packet belongs to, and how far that has come.
 *
 * <p>At priority −200 of PREROUTING and OUTPUT the engine hands each packet to {@link
 * org.netfilter4j.engine.conntrack.Connections#track}. The packet's addresses and ports make a
 * {@link org.netfilter4j.engine.conntrack.FlowTuple}; the table is asked for the connection of
 * which that is one direction, and if there is none, a {@link
 * org.netfilter4j.engine.conntrack.ConnectionEntry} is made that only this packet knows. The
 * protocol's state machine (TCP with its windows, UDP, ICMP, SCTP, GRE) says whether the packet is
 * a valid part of it and how long the entry shall live. What came out of it stands in the packet's
 * {@link org.netfilter4j.engine.conntrack.Tracking}, where rules read it. When the packet has
 * passed everything, at the end of INPUT or POSTROUTING, {@link
 * org.netfilter4j.engine.conntrack.Connections#confirm} puts the new entry into the table; a packet
 * that is dropped before leaves no trace.
 *
 * <p>Time is what the caller says it is. Entries are found to have expired when they are looked at;
 * nothing runs in the background. {@link org.netfilter4j.engine.conntrack.ConnectionText} reads and
 * writes entries as conntrack(8) prints them. Translation of addresses is in {@code
 * org.netfilter4j.engine.nat}.
 *
 * <p>After net/netfilter/nf_conntrack_core.c and nf_conntrack_proto_*.c; the TCP windows are those
 * of Guido van Rooij, "Real Stateful TCP Packet Filtering in IP Filter" (2000).
 */
@NullMarked
package org.netfilter4j.engine.conntrack;

import org.jspecify.annotations.NullMarked;
