package org.netfilter4j.diagnose;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.lower.Context;

/**
 * The packet that is asked about.
 *
 * @param bytes from the network header on
 * @param in the input interface; null for a packet of the host's own
 * @param mark the packet mark it comes with
 * @param mac its source MAC address, 48 bits; -1 for none
 * @param owner who sends it, for the host's own; null where unknown
 * @param state what connection it shall belong to
 */
public record Question(
    byte[] bytes,
    @Nullable String in,
    int mark,
    long mac,
    Context.@Nullable Owner owner,
    State state) {

  /** The state that a packet's connection shall have before it comes. */
  public enum State {
    /** What the host's connections say; without one, the packet is the first of a new one. */
    AS_IS,
    /** The connection has seen both directions. */
    ESTABLISHED,
    /** The first packet of a connection that another expected. */
    RELATED
  }

  /** The packet, in a buffer of its own. */
  public Packet packet() {
    Packet packet = new Packet();
    byte[] copy = bytes.clone();
    packet.wrap(copy, 0, copy.length);
    packet.setInInterface(in == null ? "" : in);
    packet.setMark(mark);
    if (mac >= 0) {
      packet.setMacSource(mac);
    }
    return packet;
  }

  /** The packet that would have begun this one's connection: TCP with SYN alone. */
  Packet first() {
    Packet packet = packet();
    if (packet.protocol() != IpProtocol.TCP) {
      return packet;
    }
    Packet first =
        PacketBuilder.of(packet.family())
            .source(packet.source())
            .destination(packet.destination())
            .tcp(
                (int) packet.number(Field.Header.SOURCE_PORT),
                (int) packet.number(Field.Header.DESTINATION_PORT),
                PacketBuilder.SYN)
            .build();
    first.setInInterface(packet.inInterface());
    first.setMark(mark);
    if (mac >= 0) {
      first.setMacSource(mac);
    }
    return first;
  }

  public Family family() {
    return (bytes[0] >> 4 & 0xf) == 6 ? Family.IPV6 : Family.IPV4;
  }

  @Override
  public byte[] bytes() {
    return bytes.clone();
  }

  Question withState(State other) {
    return new Question(bytes, in, mark, mac, owner, other);
  }
}
