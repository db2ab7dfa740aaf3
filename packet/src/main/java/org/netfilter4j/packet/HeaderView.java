package org.netfilter4j.packet;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;

/** The half of a packet that reads: where the headers are and what stands in them. */
abstract sealed class HeaderView permits Packet {
  static final int IPV6_HEADER = 40;

  private byte[] buffer = new byte[0];
  private int offset;
  private int length;
  private int totalLength;
  private Family family = Family.IPV4;
  private int headerLength;
  private int protocol = -1;
  private int transport;
  private int fragmentOffset;
  private boolean moreFragments;

  final LinkHeader link = new LinkHeader();

  /**
   * Walks the headers.
   *
   * @param quoted the packet stands in an ICMP error, which seldom has all of it
   */
  final @Nullable Problem look(
      byte[] buffer, int start, int available, int onWire, boolean quoted) {
    this.buffer = buffer;
    offset = start;
    length = available;
    protocol = -1;
    transport = 0;
    fragmentOffset = 0;
    moreFragments = false;
    Problem problem = network(onWire, quoted);
    if (problem != null) {
      length = 0;
      totalLength = 0;
      protocol = -1;
      headerLength = 0;
    }
    return problem;
  }

  private @Nullable Problem network(int onWire, boolean quoted) {
    if (length < 1) {
      return Problem.TOO_SHORT;
    }
    return switch (byteAt(0) >>> 4) {
      case 4 -> ipv4(onWire, quoted);
      case 6 -> ipv6(onWire, quoted);
      default -> Problem.BAD_VERSION;
    };
  }

  private @Nullable Problem ipv4(int onWire, boolean quoted) {
    family = Family.IPV4;
    if (length < 20) {
      return Problem.TOO_SHORT;
    }
    headerLength = (byteAt(0) & 0xf) * 4;
    if (headerLength < 20 || headerLength > length) {
      return Problem.BAD_HEADER_LENGTH;
    }
    totalLength = shortAt(2);
    if (!quoted && totalLength > onWire) {
      return Problem.TRUNCATED;
    }
    if (totalLength >= headerLength) {
      length = Math.min(length, totalLength);
    } else if (!quoted) {
      return Problem.BAD_TOTAL_LENGTH;
    }
    int word = shortAt(6);
    fragment((word & 0x1fff) << 3, (word & 0x2000) != 0);
    transport(byteAt(9), headerLength);
    return null;
  }

  private @Nullable Problem ipv6(int onWire, boolean quoted) {
    family = Family.IPV6;
    headerLength = IPV6_HEADER;
    if (length < IPV6_HEADER) {
      return Problem.TOO_SHORT;
    }
    int payload = shortAt(4);
    if (payload == 0 && byteAt(6) == IpProtocol.HOP_BY_HOP) {
      // A jumbogram (RFC 2675): its length stands in an option, so the data is all there is.
      totalLength = onWire;
    } else {
      totalLength = IPV6_HEADER + payload;
    }
    if (!quoted && totalLength > onWire) {
      return Problem.TRUNCATED;
    }
    length = Math.min(length, totalLength);
    ExtensionHeaders.walk(this);
    return null;
  }

  void fragment(int offset, boolean more) {
    fragmentOffset = offset;
    moreFragments = more;
  }

  void transport(int protocol, int at) {
    this.protocol = protocol;
    transport = at;
  }

  public Family family() {
    return family;
  }

  /** The buffer that this is a view of. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where the network header begins in the buffer. */
  public int offset() {
    return offset;
  }

  /** How many bytes are there; less than {@link #totalLength} only in packets cut short. */
  public int length() {
    return length;
  }

  /** The length that the network header gives, itself included. */
  public int totalLength() {
    return totalLength;
  }

  /** Whether all bytes are there. */
  public boolean isComplete() {
    return length == totalLength;
  }

  /** A copy of the bytes, from the network header on. */
  public byte[] toBytes() {
    byte[] bytes = new byte[length];
    System.arraycopy(buffer, offset, bytes, 0, length);
    return bytes;
  }

  /** The IPv4 header with its options; 40 in IPv6. */
  public int headerLength() {
    return headerLength;
  }

  /**
   * The transport protocol, in IPv6 that after the extension headers; -1 where an IPv6 packet ends
   * before, or is a later fragment that begins with an extension header.
   */
  public int protocol() {
    return protocol;
  }

  /** Where the transport header begins, or in a later fragment its data; may be the end. */
  public int transportOffset() {
    return transport;
  }

  /** The fragment offset in bytes. */
  public int fragmentOffset() {
    return fragmentOffset;
  }

  public boolean moreFragments() {
    return moreFragments;
  }

  public boolean isFragment() {
    return fragmentOffset != 0 || moreFragments;
  }

  /**
   * The offset of the first IPv6 extension header of that kind; -1 where there is none, -2 where
   * the list of headers runs past the data before. Behind a later fragment's fragment header
   * nothing is looked for.
   */
  public int extensionHeader(int header) {
    return family == Family.IPV6 && length >= IPV6_HEADER
        ? ExtensionHeaders.find(this, header)
        : -1;
  }

  /** Where the data of the transport protocol begins; the end where its header is cut short. */
  public int payloadOffset() {
    if (protocol < 0 || fragmentOffset != 0) {
      return Math.min(transport, length);
    }
    int header =
        switch (protocol) {
          case IpProtocol.TCP -> Math.max(20, tcpHeaderLength());
          case IpProtocol.UDP, IpProtocol.UDP_LITE, IpProtocol.ICMP, IpProtocol.ICMPV6 -> 8;
          case IpProtocol.SCTP -> 12;
          case IpProtocol.DCCP -> hasTransportBytes(5) ? byteAt(transport + 4) * 4 : 12;
          default -> 0;
        };
    return Math.min(transport + header, length);
  }

  /** The TCP data offset in bytes; 0 where that byte is missing. */
  public int tcpHeaderLength() {
    return protocol == IpProtocol.TCP && hasTransportBytes(13)
        ? (byteAt(transport + 12) >>> 4) * 4
        : 0;
  }

  /** The byte at that offset; the caller knows that it is there. */
  public int byteAt(int at) {
    return buffer[offset + at] & 0xff;
  }

  /** The 16-bit number at that offset; the caller knows that it is there. */
  public int shortAt(int at) {
    return Checksums.number16(buffer, offset + at);
  }

  /** The 32-bit number at that offset, unsigned; the caller knows that it is there. */
  public long intAt(int at) {
    return (long) shortAt(at) << 16 | shortAt(at + 2);
  }

  /** Where the source address begins; the destination address follows it. */
  public int sourceOffset() {
    return family == Family.IPV4 ? 12 : 8;
  }

  private long longAt(int at) {
    return intAt(at) << 32 | intAt(at + 4);
  }

  /** Whether the transport header is not in an earlier fragment and has at least n bytes here. */
  public boolean hasTransportBytes(int n) {
    return protocol >= 0 && fragmentOffset == 0 && transport + n <= length;
  }

  public boolean has(Field.Header field) {
    return switch (field) {
      case SOURCE_ADDRESS, DESTINATION_ADDRESS, TOS, TTL -> length > 0;
      case FRAGMENT_OFFSET, FRAGMENT -> true;
      case PROTOCOL -> protocol >= 0;
      case SOURCE_PORT -> IpProtocol.hasPorts(protocol) && hasTransportBytes(2);
      case DESTINATION_PORT -> IpProtocol.hasPorts(protocol) && hasTransportBytes(4);
      case TCP_FLAGS -> protocol == IpProtocol.TCP && hasTransportBytes(14);
      case ICMP_TYPE -> isIcmp() && hasTransportBytes(1);
      case ICMP_CODE -> isIcmp() && hasTransportBytes(2);
      case MAC_SOURCE -> link.macSource() >= 0;
      case MAC_DESTINATION -> link.macDestination() >= 0;
    };
  }

  /** Whether it is ICMP in IPv4 or ICMPv6 in IPv6. */
  public boolean isIcmp() {
    return protocol == (family == Family.IPV4 ? IpProtocol.ICMP : IpProtocol.ICMPV6);
  }

  /** The lower 64 bits of a field; 0 where it is absent. */
  public long number(Field.Header field) {
    if (!has(field)) {
      return 0;
    }
    return switch (field) {
      case SOURCE_ADDRESS -> family == Family.IPV4 ? intAt(12) : longAt(16);
      case DESTINATION_ADDRESS -> family == Family.IPV4 ? intAt(16) : longAt(32);
      case PROTOCOL -> protocol;
      case FRAGMENT_OFFSET -> fragmentOffset;
      case FRAGMENT -> isFragment() ? 1 : 0;
      case TOS -> family == Family.IPV4 ? byteAt(1) : shortAt(0) >>> 4 & 0xff;
      case TTL -> byteAt(family == Family.IPV4 ? 8 : 7);
      case SOURCE_PORT -> shortAt(transport);
      case DESTINATION_PORT -> shortAt(transport + 2);
      case TCP_FLAGS -> byteAt(transport + 13);
      case ICMP_TYPE -> byteAt(transport);
      case ICMP_CODE -> byteAt(transport + 1);
      case MAC_SOURCE -> link.macSource();
      case MAC_DESTINATION -> link.macDestination();
    };
  }

  /** The upper 64 bits of a field: of an IPv6 address; 0 for all others. */
  public long high(Field.Header field) {
    if (family == Family.IPV4 || length == 0) {
      return 0;
    }
    return switch (field) {
      case SOURCE_ADDRESS -> longAt(8);
      case DESTINATION_ADDRESS -> longAt(24);
      case PROTOCOL,
          FRAGMENT_OFFSET,
          FRAGMENT,
          TOS,
          TTL,
          SOURCE_PORT,
          DESTINATION_PORT,
          TCP_FLAGS,
          ICMP_TYPE,
          ICMP_CODE,
          MAC_SOURCE,
          MAC_DESTINATION ->
          0;
    };
  }

  /** Whether all bytes of the slice are there; at TRANSPORT not in later fragments. */
  public boolean has(Field.Slice slice) {
    return switch (slice.base()) {
      case LINK -> link.has(slice);
      case NETWORK -> slice.offset() >= 0 && slice.offset() + slice.length() <= length;
      case TRANSPORT -> slice.offset() >= 0 && hasTransportBytes(slice.offset() + slice.length());
    };
  }

  /** The lower 64 bits of a slice; 0 where it is absent. */
  public long number(Field.Slice slice) {
    int bytes = Math.min(8, slice.length());
    return has(slice) ? slice(slice, slice.offset() + slice.length() - bytes, bytes) : 0;
  }

  /** The bits of a slice above the lower 64; 0 where it is absent. */
  public long high(Field.Slice slice) {
    int bytes = slice.length() - 8;
    return bytes > 0 && has(slice) ? slice(slice, slice.offset(), bytes) : 0;
  }

  private long slice(Field.Slice slice, int at, int bytes) {
    return switch (slice.base()) {
      case LINK -> link.number(at, bytes);
      case NETWORK -> bytes(at, bytes);
      case TRANSPORT -> bytes(transport + at, bytes);
    };
  }

  private long bytes(int at, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | byteAt(at + i);
    }
    return value;
  }

  /**
   * Whether the TCP header has an option of that kind; false also where the header is cut short, so
   * ask {@code hasTransportBytes(tcpHeaderLength())} where that makes a difference.
   */
  public boolean hasTcpOption(int kind) {
    return TcpOptions.find(this, kind) >= 0;
  }

  /** The offset of the first TCP option of that kind, its kind byte, or -1. */
  public int tcpOptionOffset(int kind) {
    return TcpOptions.find(this, kind);
  }

  /**
   * The length of the TCP option at that offset with its kind and length bytes, as far as it lies
   * within the header; at least 1.
   */
  public int tcpOptionLength(int at) {
    return TcpOptions.length(this, at);
  }

  /** Lengthens the packet at its end, in a new buffer, and says so in the network header. */
  final void grow(int by) {
    byte[] longer = new byte[length + by];
    System.arraycopy(buffer, offset, longer, 0, length);
    buffer = longer;
    offset = 0;
    length += by;
    totalLength += by;
    int at = family == Family.IPV4 ? 2 : 4;
    int before = shortAt(at);
    int after = before + by;
    longer[at] = (byte) (after >>> 8);
    longer[at + 1] = (byte) after;
    if (family == Family.IPV4) {
      int checksum = Checksums.update(shortAt(10), before, after);
      longer[10] = (byte) (checksum >>> 8);
      longer[11] = (byte) checksum;
    }
  }

  /** What the length field of the network header can say. */
  final int largestTotalLength() {
    return family == Family.IPV4 ? 0xffff : 0xffff + IPV6_HEADER;
  }
}
