package org.netfilter4j.packet;

import org.netfilter4j.model.Label;

/**
 * Why the kernel's receive path (ip_rcv_core, ip6_rcv_core) discards a packet before any hook sees
 * it.
 */
public enum Problem {
  /** Not even one byte, or fewer than the fixed header of its version. */
  TOO_SHORT("the packet is shorter than an IP header", "数据包短于 IP 首部"),
  BAD_VERSION("the IP version is neither 4 nor 6", "IP 版本既不是 4 也不是 6"),
  /** IPv4 IHL below 5 words, or beyond the data. */
  BAD_HEADER_LENGTH(
      "the IPv4 header length is below 20 bytes or beyond the data", "IPv4 首部长度小于 20 字节或超出数据"),
  /** IPv4 total length below the header length. */
  BAD_TOTAL_LENGTH("the IPv4 total length is below the header length", "IPv4 总长度小于首部长度"),
  /** The header announces more bytes than there are. */
  TRUNCATED("the packet is shorter than its header says", "数据包短于其首部所声明的长度"),
  BAD_HEADER_CHECKSUM("the IPv4 header checksum is wrong", "IPv4 首部校验和错误"),
  /** RFC 4291 2.7: a source address must not be multicast. */
  MULTICAST_SOURCE("the IPv6 source address is a multicast address", "IPv6 源地址是组播地址"),
  /** RFC 4291 2.7: scope 0 is reserved, and scope 1 does not leave an interface. */
  MULTICAST_SCOPE(
      "the IPv6 destination is a multicast address whose scope does not reach here",
      "IPv6 目的组播地址的范围不到这里"),
  /** RFC 4291 2.5.3: ::1 stays within a node. */
  LOOPBACK_ADDRESS("an IPv6 loopback address came from outside", "IPv6 环回地址来自外部"),
  /** Damaged hop-by-hop options, or an unknown one that says "discard" (RFC 8200 4.2). */
  BAD_HOP_BY_HOP("the IPv6 hop-by-hop options are unacceptable", "IPv6 逐跳选项不可接受");

  private final String en;
  private final String zh;

  Problem(String en, String zh) {
    this.en = en;
    this.zh = zh;
  }

  /** The problem in words. */
  public Label label() {
    return new Label(en, zh);
  }
}
