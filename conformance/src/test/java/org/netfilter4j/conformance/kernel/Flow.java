package org.netfilter4j.conformance.kernel;

/**
 * Who talks to whom.
 *
 * @param at where the first packet enters the host
 * @param sport the source port, or an echo identifier
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Flow(Place at, byte[] from, byte[] to, int sport, int dport) {}
