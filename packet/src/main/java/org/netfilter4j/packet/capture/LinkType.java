package org.netfilter4j.packet.capture;

/** The link types whose frames can be read, as capture files number them (tcpdump.org). */
public final class LinkType {
  /** BSD loopback: 4 bytes of address family in the order of the machine that captured. */
  public static final int NULL = 0;

  public static final int ETHERNET = 1;

  /** OpenBSD loopback: as {@link #NULL}, in network byte order. */
  public static final int LOOP = 108;

  /** IPv4 or IPv6 with nothing before it. */
  public static final int RAW = 101;

  /** Linux cooked capture, version 1: 16 bytes. */
  public static final int LINUX_SLL = 113;

  public static final int IPV4 = 228;
  public static final int IPV6 = 229;

  /** Linux cooked capture, version 2: 20 bytes. */
  public static final int LINUX_SLL2 = 276;

  /** Raw IP as numbered by the systems where DLT_RAW is 12 (most) or 14 (OpenBSD). */
  static final int RAW_BSD = 12;

  static final int RAW_OPENBSD = 14;

  private LinkType() {}

  /** Whether packets can be found in frames of that type. */
  public static boolean isKnown(int linkType) {
    return switch (linkType) {
      case NULL, ETHERNET, LOOP, RAW, RAW_BSD, RAW_OPENBSD, LINUX_SLL, IPV4, IPV6, LINUX_SLL2 ->
          true;
      default -> false;
    };
  }
}
