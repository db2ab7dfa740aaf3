package org.netfilter4j.packet;

/** Numbers of transport protocols and IPv6 extension headers (IANA protocol numbers). */
public final class IpProtocol {
  /** IPv6 hop-by-hop options. */
  public static final int HOP_BY_HOP = 0;

  public static final int ICMP = 1;
  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int DCCP = 33;
  public static final int ROUTING = 43;
  public static final int FRAGMENT = 44;
  public static final int GRE = 47;
  public static final int ESP = 50;
  public static final int AH = 51;
  public static final int ICMPV6 = 58;
  public static final int NO_NEXT_HEADER = 59;
  public static final int DESTINATION_OPTIONS = 60;

  /** IP payload compression. */
  public static final int IPCOMP = 108;

  public static final int SCTP = 132;

  /** Mobile IPv6 (RFC 6275); to the kernel no extension header. */
  public static final int MOBILITY = 135;

  public static final int UDP_LITE = 136;

  private IpProtocol() {}

  /** Whether the transport header begins with a source and a destination port. */
  public static boolean hasPorts(int protocol) {
    return switch (protocol) {
      case TCP, UDP, UDP_LITE, SCTP, DCCP -> true;
      default -> false;
    };
  }

  /** Whether ipv6_ext_hdr() counts it among the extension headers; ESP is none. */
  public static boolean isExtensionHeader(int protocol) {
    return switch (protocol) {
      case HOP_BY_HOP, ROUTING, FRAGMENT, AH, NO_NEXT_HEADER, DESTINATION_OPTIONS -> true;
      default -> false;
    };
  }
}
