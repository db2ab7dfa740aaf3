/**
 * The packet module judged by tcpdump and libpcap: the same file, the same frames.
 *
 * <p>Captures that we write are printed by {@code tcpdump -vv}, which also checks every checksum;
 * damaged ones are copied by {@code tcpdump -w}, and the copy has the frames that we read; live
 * ones are recorded in a namespace.
 */
@NullMarked
package org.netfilter4j.conformance.packet;

import org.jspecify.annotations.NullMarked;
