package org.netfilter4j.packet;

import java.util.Arrays;
import org.netfilter4j.model.Family;

/** The transport headers that a {@link PacketBuilder} writes. */
sealed interface Transport {

  int protocol();

  /**
   * Header and payload with the right checksum.
   *
   * @param addresses source and destination, for the pseudo header
   */
  byte[] write(Family family, byte[] addresses, byte[] payload);

  record Raw(int protocol) implements Transport {
    @Override
    public byte[] write(Family family, byte[] addresses, byte[] payload) {
      return payload;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // a carrier within PacketBuilder
  record Tcp(
      int sourcePort,
      int destinationPort,
      int flags,
      long sequence,
      long acknowledgement,
      int window,
      byte[] options)
      implements Transport {

    @Override
    public int protocol() {
      return IpProtocol.TCP;
    }

    Tcp withSequence(long number) {
      return new Tcp(sourcePort, destinationPort, flags, number, acknowledgement, window, options);
    }

    Tcp withAcknowledgement(long number) {
      return new Tcp(sourcePort, destinationPort, flags, sequence, number, window, options);
    }

    Tcp withWindow(int size) {
      return new Tcp(sourcePort, destinationPort, flags, sequence, acknowledgement, size, options);
    }

    Tcp withOptions(byte[] more) {
      byte[] all = Arrays.copyOf(options, options.length + more.length);
      System.arraycopy(more, 0, all, options.length, more.length);
      if (all.length > 40) {
        throw new IllegalArgumentException(all.length + " bytes of TCP options");
      }
      return new Tcp(sourcePort, destinationPort, flags, sequence, acknowledgement, window, all);
    }

    @Override
    public byte[] write(Family family, byte[] addresses, byte[] payload) {
      int header = 20 + (options.length + 3 & ~3);
      byte[] bytes = ports(header, sourcePort, destinationPort, payload);
      put32(bytes, 4, (int) sequence);
      put32(bytes, 8, (int) acknowledgement);
      bytes[12] = (byte) (header << 2);
      bytes[13] = (byte) flags;
      PacketBuilder.put(bytes, 14, window);
      System.arraycopy(options, 0, bytes, 20, options.length);
      PacketBuilder.put(bytes, 16, checksum(family, addresses, protocol(), bytes, bytes.length));
      return bytes;
    }
  }

  record Udp(int sourcePort, int destinationPort, boolean checked) implements Transport {
    @Override
    public int protocol() {
      return IpProtocol.UDP;
    }

    @Override
    public byte[] write(Family family, byte[] addresses, byte[] payload) {
      byte[] bytes = ports(8, sourcePort, destinationPort, payload);
      PacketBuilder.put(bytes, 4, bytes.length);
      if (checked) {
        PacketBuilder.put(
            bytes, 6, notZero(checksum(family, addresses, protocol(), bytes, bytes.length)));
      }
      return bytes;
    }
  }

  record UdpLite(int sourcePort, int destinationPort, int coverage) implements Transport {
    @Override
    public int protocol() {
      return IpProtocol.UDP_LITE;
    }

    @Override
    public byte[] write(Family family, byte[] addresses, byte[] payload) {
      byte[] bytes = ports(8, sourcePort, destinationPort, payload);
      int covered = coverage == 0 ? bytes.length : coverage;
      if (covered < 8 || covered > bytes.length) {
        throw new IllegalStateException("UDP-Lite checksum coverage " + coverage);
      }
      PacketBuilder.put(bytes, 4, coverage);
      PacketBuilder.put(bytes, 6, notZero(checksum(family, addresses, protocol(), bytes, covered)));
      return bytes;
    }
  }

  record Sctp(int sourcePort, int destinationPort, int tag) implements Transport {
    @Override
    public int protocol() {
      return IpProtocol.SCTP;
    }

    @Override
    public byte[] write(Family family, byte[] addresses, byte[] payload) {
      byte[] bytes = ports(12, sourcePort, destinationPort, payload);
      put32(bytes, 4, tag);
      put32(bytes, 8, Integer.reverseBytes(Checksums.sctp(bytes, 0, bytes.length)));
      return bytes;
    }
  }

  record Dccp(int sourcePort, int destinationPort, int type) implements Transport {
    @Override
    public int protocol() {
      return IpProtocol.DCCP;
    }

    @Override
    public byte[] write(Family family, byte[] addresses, byte[] payload) {
      byte[] bytes = ports(12, sourcePort, destinationPort, payload);
      bytes[4] = 3;
      bytes[8] = (byte) (type << 1);
      PacketBuilder.put(bytes, 6, checksum(family, addresses, protocol(), bytes, bytes.length));
      return bytes;
    }
  }

  record Icmp(Family family, int type, int code, int rest) implements Transport {
    @Override
    public int protocol() {
      return family == Family.IPV4 ? IpProtocol.ICMP : IpProtocol.ICMPV6;
    }

    @Override
    public byte[] write(Family family, byte[] addresses, byte[] payload) {
      byte[] bytes = new byte[8 + payload.length];
      System.arraycopy(payload, 0, bytes, 8, payload.length);
      bytes[0] = (byte) type;
      bytes[1] = (byte) code;
      put32(bytes, 4, rest);
      PacketBuilder.put(
          bytes,
          2,
          family == Family.IPV4
              ? Checksums.internet(bytes, 0, bytes.length)
              : checksum(family, addresses, protocol(), bytes, bytes.length));
      return bytes;
    }
  }

  private static byte[] ports(int header, int source, int destination, byte[] payload) {
    byte[] bytes = new byte[header + payload.length];
    PacketBuilder.put(bytes, 0, source);
    PacketBuilder.put(bytes, 2, destination);
    System.arraycopy(payload, 0, bytes, header, payload.length);
    return bytes;
  }

  private static int checksum(
      Family family, byte[] addresses, int protocol, byte[] bytes, int covered) {
    long pseudo = Checksums.pseudoHeader(family, addresses, 0, protocol, bytes.length);
    return Checksums.finish(Checksums.sum(pseudo, bytes, 0, covered));
  }

  private static int notZero(int checksum) {
    return checksum == 0 ? 0xffff : checksum;
  }

  private static void put32(byte[] bytes, int offset, int value) {
    PacketBuilder.put(bytes, offset, value >>> 16);
    PacketBuilder.put(bytes, offset + 2, value);
  }
}
