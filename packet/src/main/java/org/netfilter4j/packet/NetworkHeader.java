package org.netfilter4j.packet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;

/**
 * The network header that a {@link PacketBuilder} writes before its transport: an IPv4 header with
 * options, or an IPv6 header with extension headers.
 */
final class NetworkHeader {
  private static final byte[] NO_OPTIONS = {};

  @SuppressWarnings("ArrayRecordComponent") // a carrier within this class
  private record Extension(int header, byte[] bytes) {}

  private final Family family;
  private Address source;
  private Address destination;
  int ttl = 64;
  int tos;
  int id;
  boolean dontFragment;
  private int fragmentOffset;
  private boolean moreFragments;
  private byte[] options = NO_OPTIONS;
  private List<Extension> extensions = List.of();

  NetworkHeader(Family family, Address source, Address destination) {
    this.family = family;
    this.source = source;
    this.destination = destination;
  }

  void source(Address address) {
    source = require(address);
  }

  void destination(Address address) {
    destination = require(address);
  }

  private Address require(Address address) {
    if (address.family() != family) {
      throw new IllegalArgumentException(address + " in a packet of " + family);
    }
    return address;
  }

  /** In bytes; other than 0 there is no transport header. */
  int fragmentOffset() {
    return fragmentOffset;
  }

  /** See {@link PacketBuilder#fragment}. */
  void fragment(int offset, boolean more) {
    if (offset % 8 != 0 || offset < 0 || offset > 0xfff8) {
      throw new IllegalArgumentException("fragment offset " + offset);
    }
    fragmentOffset = offset;
    moreFragments = more;
    if (family == Family.IPV6) {
      List<Extension> others = new ArrayList<>(extensions);
      others.removeIf(extension -> extension.header == IpProtocol.FRAGMENT);
      others.add(new Extension(IpProtocol.FRAGMENT, new byte[8]));
      extensions = others;
    }
  }

  /** See {@link PacketBuilder#ipOptions}. */
  void options(byte[] bytes) {
    if (bytes.length > 40) {
      throw new IllegalArgumentException(bytes.length + " bytes of IPv4 options");
    }
    options = Arrays.copyOf(bytes, (bytes.length + 3) & ~3);
  }

  /** See {@link PacketBuilder#extension}. */
  void extension(int header, byte[] body) {
    if (family != Family.IPV6) {
      throw new IllegalArgumentException("an extension header in an IPv4 packet");
    }
    int unit = header == IpProtocol.AH ? 4 : 8;
    int length = Math.max((body.length + 2 + unit - 1) / unit * unit, 8);
    byte[] bytes = new byte[length];
    bytes[1] = (byte) (header == IpProtocol.AH ? length / 4 - 2 : length / 8 - 1);
    System.arraycopy(body, 0, bytes, 2, body.length);
    if (extensions.isEmpty()) {
      extensions = new ArrayList<>();
    }
    extensions.add(new Extension(header, bytes));
  }

  /** Source and destination one behind the other, for the transport's pseudo header. */
  byte[] addresses() {
    byte[] addresses = new byte[2 * family.bytes()];
    source.write(addresses, 0);
    destination.write(addresses, family.bytes());
    return addresses;
  }

  /** The header, and the body behind it. */
  byte[] write(int protocol, byte[] body) {
    return family == Family.IPV4 ? ipv4(protocol, body) : ipv6(protocol, body);
  }

  private byte[] ipv4(int protocol, byte[] body) {
    int header = 20 + options.length;
    byte[] bytes = new byte[header + body.length];
    requireFits(bytes.length);
    bytes[0] = (byte) (0x40 | header / 4);
    bytes[1] = (byte) tos;
    PacketBuilder.put(bytes, 2, bytes.length);
    PacketBuilder.put(bytes, 4, id);
    PacketBuilder.put(
        bytes,
        6,
        (dontFragment ? 0x4000 : 0) | (moreFragments ? 0x2000 : 0) | fragmentOffset >>> 3);
    bytes[8] = (byte) ttl;
    bytes[9] = (byte) protocol;
    source.write(bytes, 12);
    destination.write(bytes, 16);
    System.arraycopy(options, 0, bytes, 20, options.length);
    PacketBuilder.put(bytes, 10, Checksums.internet(bytes, 0, header));
    System.arraycopy(body, 0, bytes, header, body.length);
    return bytes;
  }

  private byte[] ipv6(int protocol, byte[] body) {
    int length = body.length;
    for (Extension extension : extensions) {
      length += extension.bytes.length;
    }
    requireFits(length);
    byte[] bytes = new byte[HeaderView.IPV6_HEADER + length];
    PacketBuilder.put(bytes, 0, 0x6000 | (tos & 0xff) << 4);
    PacketBuilder.put(bytes, 4, length);
    bytes[7] = (byte) ttl;
    source.write(bytes, 8);
    destination.write(bytes, 24);
    int next = 6;
    int at = HeaderView.IPV6_HEADER;
    for (Extension extension : extensions) {
      bytes[next] = (byte) extension.header;
      System.arraycopy(extension.bytes, 0, bytes, at, extension.bytes.length);
      if (extension.header == IpProtocol.FRAGMENT) {
        PacketBuilder.put(bytes, at + 2, fragmentOffset | (moreFragments ? 1 : 0));
        PacketBuilder.put(bytes, at + 4, id >>> 16);
        PacketBuilder.put(bytes, at + 6, id);
      }
      next = at;
      at += extension.bytes.length;
    }
    bytes[next] = (byte) protocol;
    System.arraycopy(body, 0, bytes, at, body.length);
    return bytes;
  }

  private static void requireFits(int length) {
    if (length > 0xffff) {
      throw new IllegalStateException("a packet of " + length + " bytes");
    }
  }
}
