/**
 * Packets as bytes: reading header fields, rewriting them, building packets.
 *
 * <p>A {@link org.netfilter4j.packet.Packet} is a reusable view over a buffer that somebody else
 * filled (a capture, a tap device, a {@link org.netfilter4j.packet.PacketBuilder}). {@code wrap}
 * walks the network header and, in IPv6, the extension headers, once; fields are then read in place
 * as numbers, without allocation. {@code wrap} refuses what the kernel's receive path would discard
 * before the first netfilter hook and names the {@link org.netfilter4j.packet.Problem}.
 *
 * <p>Rewriting (NAT, TOS, TTL, MSS) goes through the packet's setters, which keep every checksum
 * right by adjusting it (RFC 1624) rather than by computing it anew, so a checksum that was wrong
 * before is wrong after, as in the kernel; SCTP's CRC32c is computed anew. The packet quoted in an
 * ICMP error is itself a view ({@link org.netfilter4j.packet.Packet#embedded}) whose rewriting also
 * keeps the ICMP checksum around it right.
 *
 * <p>Start at {@code Packet}; {@code Checksums} has the arithmetic, {@code ExtensionHeaders} and
 * {@code TcpOptions} the two lists that need care with damaged input. Captures are in {@code
 * org.netfilter4j.packet.capture}.
 *
 * <p>Follows net/ipv4/ip_input.c, net/ipv6/ip6_input.c, net/ipv6/exthdrs_core.c, the manip
 * functions of net/netfilter/nf_nat_proto.c, and RFC 791, 8200, 9293, 768, 3828, 792, 4443, 9260.
 */
@NullMarked
package org.netfilter4j.packet;

import org.jspecify.annotations.NullMarked;
