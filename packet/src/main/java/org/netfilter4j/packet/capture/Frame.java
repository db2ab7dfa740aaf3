package org.netfilter4j.packet.capture;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.Problem;

/**
 * One frame of a capture.
 *
 * @param number 1 for the first frame of the file
 * @param timestamp nanoseconds since 1970
 * @param originalLength how many bytes it had on the wire, at least as many as are here
 * @param bytes what the capture kept, from the link header on
 * @param linkType as {@link LinkType}
 * @param link what its link header says
 * @param interfaceName the interface's name, where the file has it (pcapng's if_name)
 * @param direction which way it went, where the file says it
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are there to be rewritten in place
public record Frame(
    long number,
    long timestamp,
    int originalLength,
    byte[] bytes,
    int linkType,
    Link link,
    @Nullable String interfaceName,
    Direction direction) {

  /** Which way a frame went through the interface. */
  public enum Direction {
    UNKNOWN,
    IN,
    OUT
  }

  static final int ETHERTYPE_IPV4 = 0x0800;
  static final int ETHERTYPE_IPV6 = 0x86dd;

  /**
   * What a link header says.
   *
   * @param networkOffset where the network header begins; -1 where the frame is too short for its
   *     link header, or of an unknown link type
   * @param etherType the protocol as an EtherType, also where the link type has another numbering;
   *     below 0x600 an IEEE 802.3 length; -1 where unknown
   * @param packetType as {@link org.netfilter4j.model.Field.Meta#PACKET_TYPE}, 4 for outgoing
   * @param macSource the 48-bit source MAC address, or -1
   */
  public record Link(int networkOffset, int etherType, int packetType, long macSource) {}

  /** Whether the capture kept only the beginning. */
  public boolean isTruncated() {
    return bytes.length < originalLength;
  }

  /** Whether it carries IPv4 or IPv6. */
  public boolean isIp() {
    return family() != null;
  }

  /** The family that the link header announces; null where it is not IP. */
  public @Nullable Family family() {
    return link.networkOffset < 0
        ? null
        : switch (link.etherType) {
          case ETHERTYPE_IPV4 -> Family.IPV4;
          case ETHERTYPE_IPV6 -> Family.IPV6;
          default -> null;
        };
  }

  /**
   * Makes {@code packet} a view of this frame's packet, with its link header and packet type. What
   * is changed there changes in {@link #bytes}.
   *
   * @return null, or why the kernel would discard it: BAD_VERSION also where the packet is not of
   *     the family that the link header announces; where {@link #isTruncated}, TOO_SHORT and
   *     BAD_HEADER_LENGTH may mean no more than that the capture kept too little
   * @throws IllegalStateException where this is not IP
   */
  public @Nullable Problem into(Packet packet) {
    Family family = family();
    if (family == null) {
      throw new IllegalStateException("frame " + number + " is not IP");
    }
    int at = link.networkOffset;
    Problem problem = packet.wrap(bytes, at, bytes.length - at, originalLength - at);
    if (problem != null) {
      return problem;
    }
    if (packet.family() != family) {
      return Problem.BAD_VERSION;
    }
    if (linkType == LinkType.ETHERNET) {
      packet.setEthernet(bytes, 0, at);
    } else if (link.macSource >= 0) {
      packet.setMacSource(link.macSource);
    }
    packet.setPacketType(link.packetType);
    return null;
  }

  /** This frame with another packet behind its link header, as after rewriting. */
  public Frame with(Packet packet) {
    int at = Math.max(link.networkOffset, 0);
    byte[] replaced = new byte[at + packet.length()];
    System.arraycopy(bytes, 0, replaced, 0, at);
    System.arraycopy(packet.buffer(), packet.offset(), replaced, at, packet.length());
    int original = Math.max(replaced.length, at + packet.totalLength());
    return new Frame(
        number, timestamp, original, replaced, linkType, link, interfaceName, direction);
  }
}
