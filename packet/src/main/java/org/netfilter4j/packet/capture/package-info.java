/**
 * Capture files: pcap and pcapng, read and written as streams.
 *
 * <p>A {@link org.netfilter4j.packet.capture.CaptureReader} recognises the format by its first
 * bytes and gives one {@link org.netfilter4j.packet.capture.Frame} after the other, in constant
 * memory. A frame knows where its network header begins, whatever the link type (Ethernet with VLAN
 * tags, raw IP, Linux cooked, BSD loopback), and puts itself into a {@link
 * org.netfilter4j.packet.Packet}; frames that are not IP say so. A {@link
 * org.netfilter4j.packet.capture.CaptureWriter} writes either format.
 *
 * <p>A damaged file ends in a {@link org.netfilter4j.packet.capture.CaptureException} of one line:
 * the file, the byte, what stood there, what was expected. A packet of which the capture kept only
 * the beginning is no damage.
 *
 * <p>Follows draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng, and the list of link types at
 * tcpdump.org; where those leave room, libpcap's sf-pcap.c and sf-pcapng.c.
 */
@NullMarked
package org.netfilter4j.packet.capture;

import org.jspecify.annotations.NullMarked;
