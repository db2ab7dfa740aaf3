package org.netfilter4j.packet;

import java.util.random.RandomGenerator;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;

/** Random well-formed packets, the same ones for the same seed. */
final class Generator {
  private static final int[] PROTOCOLS = {
    IpProtocol.TCP,
    IpProtocol.UDP,
    IpProtocol.UDP_LITE,
    IpProtocol.SCTP,
    IpProtocol.DCCP,
    IpProtocol.ICMP,
    IpProtocol.GRE
  };

  private Generator() {}

  static Address address(RandomGenerator random, Family family) {
    return family == Family.IPV4
        ? Address.ipv4(random.nextLong())
        : Address.ipv6(0x2001_0db8_0000_0000L | random.nextInt(1 << 16), random.nextLong());
  }

  static int port(RandomGenerator random) {
    return random.nextInt(1 << 16);
  }

  /** A whole packet; IPv6 ones sometimes have extension headers. */
  static PacketBuilder packet(RandomGenerator random) {
    Family family = random.nextBoolean() ? Family.IPV4 : Family.IPV6;
    PacketBuilder builder =
        PacketBuilder.of(family)
            .source(address(random, family))
            .destination(address(random, family))
            .ttl(random.nextInt(256))
            .tos(random.nextInt(256))
            .id(random.nextInt());
    if (family == Family.IPV4 && random.nextInt(4) == 0) {
      builder.ipOptions(bytes(random, 4 * random.nextInt(11)));
    }
    if (family == Family.IPV6 && random.nextInt(3) == 0) {
      builder.hopByHop().destinationOptions();
    }
    if (family == Family.IPV6 && random.nextInt(4) == 0) {
      builder.routing(4).extension(IpProtocol.AH, bytes(random, 10 + 4 * random.nextInt(4)));
    }
    return transport(random, builder).payload(bytes(random, random.nextInt(80)));
  }

  private static PacketBuilder transport(RandomGenerator random, PacketBuilder builder) {
    int source = port(random);
    int destination = port(random);
    return switch (PROTOCOLS[random.nextInt(PROTOCOLS.length)]) {
      case IpProtocol.TCP -> {
        builder
            .tcp(source, destination, random.nextInt(256))
            .sequence(random.nextLong(1L << 32))
            .acknowledgement(random.nextLong(1L << 32))
            .window(port(random));
        yield random.nextBoolean() ? builder.mss(port(random)) : builder;
      }
      case IpProtocol.UDP ->
          random.nextInt(4) == 0
              ? builder.udpWithoutChecksum(source, destination)
              : builder.udp(source, destination);
      case IpProtocol.UDP_LITE ->
          builder.udpLite(source, destination, random.nextBoolean() ? 0 : 8);
      case IpProtocol.SCTP -> builder.sctp(source, destination, random.nextInt());
      case IpProtocol.DCCP -> builder.dccp(source, destination, random.nextInt(10));
      case IpProtocol.ICMP ->
          builder.icmp(random.nextInt(256), random.nextInt(256)).icmpRest(random.nextInt());
      default -> builder.protocol(IpProtocol.GRE);
    };
  }

  static byte[] bytes(RandomGenerator random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
