package org.netfilter4j.packet;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;

/**
 * Builds well-formed packets with right lengths and checksums, for tests, generators and {@code
 * why}. Without further ado it builds a packet of no payload from 192.0.2.1 to 192.0.2.2, or from
 * 2001:db8::1 to 2001:db8::2, with TTL 64.
 *
 * <p>The transport is what was chosen last: {@link #tcp}, {@link #udp}, {@link #icmp}, {@link
 * #sctp}, or {@link #protocol} for a bare payload. A later fragment ({@link #fragment}) has no
 * transport header; its payload is what follows the IP header.
 */
public final class PacketBuilder {
  public static final int FIN = 0x01;
  public static final int SYN = 0x02;
  public static final int RST = 0x04;
  public static final int PSH = 0x08;
  public static final int ACK = 0x10;
  public static final int URG = 0x20;
  public static final int ECE = 0x40;
  public static final int CWR = 0x80;

  /** RFC 3692's protocol number for experiments. */
  private static final int NOTHING = 253;

  private static final byte[] NO_BYTES = {};

  private final Family family;
  private final NetworkHeader network;
  private Transport transport = new Transport.Raw(NOTHING);
  private byte[] payload = NO_BYTES;
  private byte @Nullable [] link;
  private String in = "";
  private String out = "";
  private int mark;

  private PacketBuilder(Family family, String source, String destination) {
    this.family = family;
    network = new NetworkHeader(family, parse(source), parse(destination));
  }

  public static PacketBuilder ipv4() {
    return new PacketBuilder(Family.IPV4, "192.0.2.1", "192.0.2.2");
  }

  public static PacketBuilder ipv6() {
    return new PacketBuilder(Family.IPV6, "2001:db8::1", "2001:db8::2");
  }

  public static PacketBuilder of(Family family) {
    return family == Family.IPV4 ? ipv4() : ipv6();
  }

  public Family family() {
    return family;
  }

  public PacketBuilder source(Address address) {
    network.source(address);
    return this;
  }

  public PacketBuilder source(String address) {
    return source(parse(address));
  }

  public PacketBuilder destination(Address address) {
    network.destination(address);
    return this;
  }

  public PacketBuilder destination(String address) {
    return destination(parse(address));
  }

  private static Address parse(String text) {
    Address address = Address.parse(text);
    if (address == null) {
      throw new IllegalArgumentException("no address: " + text);
    }
    return address;
  }

  /** TTL or hop limit. */
  public PacketBuilder ttl(int ttl) {
    network.ttl = ttl;
    return this;
  }

  /** TOS byte or traffic class. */
  public PacketBuilder tos(int tos) {
    network.tos = tos;
    return this;
  }

  /** The identification: 16 bits in IPv4, 32 in an IPv6 fragment header. */
  public PacketBuilder id(int id) {
    network.id = id;
    return this;
  }

  /** Sets IPv4's "don't fragment". */
  public PacketBuilder dontFragment() {
    network.dontFragment = true;
    return this;
  }

  /**
   * Makes it a fragment. In IPv6 a fragment header is added, also for (0, false), an atomic
   * fragment.
   *
   * @param offset in bytes, a multiple of 8; other than 0 there is no transport header
   */
  public PacketBuilder fragment(int offset, boolean more) {
    network.fragment(offset, more);
    return this;
  }

  /** IPv4 options, padded with zeroes to a multiple of 4, at most 40 bytes. */
  public PacketBuilder ipOptions(byte... options) {
    network.options(options);
    return this;
  }

  /**
   * Adds an IPv6 extension header.
   *
   * @param header its number, as {@link IpProtocol#ROUTING}
   * @param body what follows the two bytes of next header and length; padded to the unit of the
   *     header
   */
  public PacketBuilder extension(int header, byte... body) {
    network.extension(header, body);
    return this;
  }

  /** Adds hop-by-hop options that are all padding. */
  public PacketBuilder hopByHop() {
    return extension(IpProtocol.HOP_BY_HOP, (byte) 1, (byte) 4);
  }

  /** Adds destination options that are all padding. */
  public PacketBuilder destinationOptions() {
    return extension(IpProtocol.DESTINATION_OPTIONS, (byte) 1, (byte) 4);
  }

  /** Adds a routing header of that type with no segments left. */
  public PacketBuilder routing(int type) {
    return extension(IpProtocol.ROUTING, (byte) type, (byte) 0);
  }

  /** A TCP segment with the given flags, of {@link #SYN} and so on. */
  public PacketBuilder tcp(int sourcePort, int destinationPort, int flags) {
    transport = new Transport.Tcp(sourcePort, destinationPort, flags, 0, 0, 64240, NO_BYTES);
    return this;
  }

  private Transport.Tcp tcp() {
    if (transport instanceof Transport.Tcp tcp) {
      return tcp;
    }
    throw new IllegalStateException("not a TCP packet");
  }

  /** TCP's sequence number, 32 bits. */
  public PacketBuilder sequence(long sequence) {
    transport = tcp().withSequence(sequence);
    return this;
  }

  /** TCP's acknowledgement number, 32 bits; the flag is set apart. */
  public PacketBuilder acknowledgement(long acknowledgement) {
    transport = tcp().withAcknowledgement(acknowledgement);
    return this;
  }

  public PacketBuilder window(int window) {
    transport = tcp().withWindow(window);
    return this;
  }

  /** Appends to the TCP options; they are padded with zeroes to a multiple of 4, at most 40. */
  public PacketBuilder tcpOptions(byte... options) {
    transport = tcp().withOptions(options);
    return this;
  }

  /** Appends an MSS option. */
  public PacketBuilder mss(int mss) {
    return tcpOptions((byte) 2, (byte) 4, (byte) (mss >>> 8), (byte) mss);
  }

  public PacketBuilder udp(int sourcePort, int destinationPort) {
    transport = new Transport.Udp(sourcePort, destinationPort, true);
    return this;
  }

  /** UDP with a checksum of 0: none. */
  public PacketBuilder udpWithoutChecksum(int sourcePort, int destinationPort) {
    transport = new Transport.Udp(sourcePort, destinationPort, false);
    return this;
  }

  /**
   * UDP-Lite.
   *
   * @param coverage how many bytes the checksum covers: 0 for all, or 8 to the whole length
   */
  public PacketBuilder udpLite(int sourcePort, int destinationPort, int coverage) {
    transport = new Transport.UdpLite(sourcePort, destinationPort, coverage);
    return this;
  }

  /** SCTP's common header; the payload is the chunks. */
  public PacketBuilder sctp(int sourcePort, int destinationPort, int verificationTag) {
    transport = new Transport.Sctp(sourcePort, destinationPort, verificationTag);
    return this;
  }

  /** A DCCP packet of that type with a short sequence number of 0. */
  public PacketBuilder dccp(int sourcePort, int destinationPort, int type) {
    transport = new Transport.Dccp(sourcePort, destinationPort, type);
    return this;
  }

  /** ICMP in IPv4, ICMPv6 in IPv6. */
  public PacketBuilder icmp(int type, int code) {
    transport = new Transport.Icmp(family, type, code, 0);
    return this;
  }

  /** An echo request. */
  public PacketBuilder ping(int id, int sequence) {
    return icmp(family == Family.IPV4 ? 8 : 128, 0).icmpRest(id << 16 | (sequence & 0xffff));
  }

  /** An echo reply. */
  public PacketBuilder pong(int id, int sequence) {
    return icmp(family == Family.IPV4 ? 0 : 129, 0).icmpRest(id << 16 | (sequence & 0xffff));
  }

  /** Bytes 4 to 7 of the ICMP header: id and sequence, MTU, pointer or gateway. */
  public PacketBuilder icmpRest(int rest) {
    if (transport instanceof Transport.Icmp icmp) {
      transport = new Transport.Icmp(family, icmp.type(), icmp.code(), rest);
      return this;
    }
    throw new IllegalStateException("not an ICMP packet");
  }

  /** Any protocol by number, without a header of its own. */
  public PacketBuilder protocol(int protocol) {
    transport = new Transport.Raw(protocol);
    return this;
  }

  public PacketBuilder payload(byte... payload) {
    this.payload = payload.clone();
    return this;
  }

  /** A payload of that many bytes: 0, 1, 2 … */
  public PacketBuilder payloadLength(int length) {
    payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) i;
    }
    return this;
  }

  /** Puts an Ethernet header before it; MAC addresses are 48-bit numbers. */
  public PacketBuilder ethernet(long sourceMac, long destinationMac) {
    byte[] header = new byte[14];
    for (int i = 0; i < 6; i++) {
      header[i] = (byte) (destinationMac >>> (40 - 8 * i));
      header[6 + i] = (byte) (sourceMac >>> (40 - 8 * i));
    }
    int type = family == Family.IPV4 ? 0x0800 : 0x86dd;
    header[12] = (byte) (type >>> 8);
    header[13] = (byte) type;
    link = header;
    return this;
  }

  /** The input interface of the packet that {@link #build} returns. */
  public PacketBuilder in(String name) {
    in = name;
    return this;
  }

  /** The output interface of the packet that {@link #build} returns. */
  public PacketBuilder out(String name) {
    out = name;
    return this;
  }

  public PacketBuilder mark(int mark) {
    this.mark = mark;
    return this;
  }

  /** The bytes from the network header on. */
  public byte[] toBytes() {
    return network.write(transport.protocol(), body());
  }

  /** The bytes from the Ethernet header on, where there is one. */
  public byte[] toFrame() {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    if (link != null) {
      frame.writeBytes(link);
    }
    frame.writeBytes(toBytes());
    return frame.toByteArray();
  }

  /** The packet in a buffer of its own, with link header, interfaces and mark. */
  public Packet build() {
    byte[] frame = toFrame();
    int header = link == null ? 0 : link.length;
    Packet packet = new Packet();
    Problem problem = packet.wrap(frame, header, frame.length - header);
    if (problem != null) {
      throw new IllegalStateException(problem.label().en());
    }
    if (header > 0) {
      packet.setEthernet(frame, 0, header);
    }
    packet.setInInterface(in);
    packet.setOutInterface(out);
    packet.setMark(mark);
    return packet;
  }

  private byte[] body() {
    // Only the first fragment has a transport header.
    return network.fragmentOffset() != 0
        ? payload
        : transport.write(family, network.addresses(), payload);
  }

  static void put(byte[] bytes, int offset, int value) {
    bytes[offset] = (byte) (value >>> 8);
    bytes[offset + 1] = (byte) value;
  }
}
