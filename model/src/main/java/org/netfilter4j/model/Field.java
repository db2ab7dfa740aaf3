package org.netfilter4j.model;

/**
 * Something about a packet that a rule can ask for: an unsigned number of at most 128 bits, or a
 * name (interfaces, helpers).
 *
 * <p>A field is absent where the packet has no such thing (a port in a later fragment, a connection
 * mark without a connection); what a rule makes of absence it says with {@link Condition.Present}
 * or {@link Condition.Require}. Numbers that stand in the packet in network byte order are given as
 * the numbers they mean.
 */
public sealed interface Field {

  /** Where the value comes from, and so what a cached result depends on. */
  Source source();

  /** The name that people read. */
  Label label();

  /** What a value depends on. */
  enum Source {
    /** The bytes and metadata of the packet. */
    PACKET,
    /** The connection that the packet belongs to. */
    FLOW,
    /** Addresses, routes, sets and sockets of the host. */
    HOST,
    /** The time. */
    CLOCK
  }

  /** A place in the packet's headers that the parser knows. */
  enum Header implements Field {
    SOURCE_ADDRESS("source address", "源地址"),
    DESTINATION_ADDRESS("destination address", "目的地址"),
    /** The transport protocol; in IPv6 that after all extension headers. */
    PROTOCOL("protocol", "协议"),
    /** The fragment offset in bytes; 0 in whole packets and first fragments, always present. */
    FRAGMENT_OFFSET("fragment offset", "分片偏移"),
    /** 1 if the packet is a fragment (offset not 0, or more to come), else 0; always present. */
    FRAGMENT("fragment", "分片"),
    /** The TOS byte, or the IPv6 traffic class. */
    TOS("TOS", "TOS"),
    /** TTL, or the IPv6 hop limit. */
    TTL("TTL", "TTL"),
    /** Ports of TCP, UDP, UDP-Lite, SCTP and DCCP; absent in later fragments and short packets. */
    SOURCE_PORT("source port", "源端口"),
    DESTINATION_PORT("destination port", "目的端口"),
    /** Byte 13 of the TCP header: CWR 0x80 ECE 0x40 URG 0x20 ACK 0x10 PSH 8 RST 4 SYN 2 FIN 1. */
    TCP_FLAGS("TCP flags", "TCP 标志"),
    ICMP_TYPE("ICMP type", "ICMP 类型"),
    ICMP_CODE("ICMP code", "ICMP 代码"),
    /** The Ethernet source address, 48 bits; absent where the packet came without one. */
    MAC_SOURCE("source MAC address", "源 MAC 地址"),
    MAC_DESTINATION("destination MAC address", "目的 MAC 地址");

    private final Label label;

    Header(String en, String zh) {
      label = new Label(en, zh);
    }

    @Override
    public Source source() {
      return Source.PACKET;
    }

    @Override
    public Label label() {
      return label;
    }
  }

  /** What the kernel keeps beside the packet's bytes. */
  enum Meta implements Field {
    /** The packet mark (nfmark), 32 bits. */
    MARK("packet mark", "数据包标记"),
    /** PACKET_HOST 0, PACKET_BROADCAST 1, PACKET_MULTICAST 2, PACKET_OTHERHOST 3, LOOPBACK 5. */
    PACKET_TYPE("packet type", "数据包类型"),
    /** The length in bytes from the network header on. */
    LENGTH("packet length", "数据包长度"),
    PRIORITY("packet priority", "数据包优先级");

    private final Label label;

    Meta(String en, String zh) {
      label = new Label(en, zh);
    }

    @Override
    public Source source() {
      return Source.PACKET;
    }

    @Override
    public Label label() {
      return label;
    }
  }

  /** An interface's name; where the packet has none it is the empty name, never absent. */
  enum Interface implements Field {
    IN("input interface", "入接口"),
    OUT("output interface", "出接口"),
    /** The bridge port it came in by; absent unless the packet is bridged. */
    PHYSICAL_IN("input bridge port", "入桥接端口"),
    PHYSICAL_OUT("output bridge port", "出桥接端口");

    private final Label label;

    Interface(String en, String zh) {
      label = new Label(en, zh);
    }

    @Override
    public Source source() {
      return Source.PACKET;
    }

    @Override
    public Label label() {
      return label;
    }
  }

  /**
   * What connection tracking knows of the packet's connection; all but STATE are absent without.
   */
  enum Flow implements Field {
    /**
     * One bit: INVALID 1, ESTABLISHED 2, RELATED 4, NEW 8, UNTRACKED 64. A packet without an entry
     * is INVALID, or UNTRACKED where tracking was switched off for it; always present.
     */
    STATE("connection state", "连接状态"),
    /** IPS_*: EXPECTED 1, SEEN_REPLY 2, ASSURED 4, CONFIRMED 8, SNAT 16, DNAT 32. */
    STATUS("connection status", "连接标志"),
    MARK("connection mark", "连接标记"),
    /** 0 original, 1 reply. */
    DIRECTION("connection direction", "连接方向"),
    ORIGINAL_SOURCE("original source address", "原始源地址"),
    ORIGINAL_DESTINATION("original destination address", "原始目的地址"),
    ORIGINAL_SOURCE_PORT("original source port", "原始源端口"),
    ORIGINAL_DESTINATION_PORT("original destination port", "原始目的端口"),
    REPLY_SOURCE("reply source address", "应答源地址"),
    REPLY_DESTINATION("reply destination address", "应答目的地址"),
    REPLY_SOURCE_PORT("reply source port", "应答源端口"),
    REPLY_DESTINATION_PORT("reply destination port", "应答目的端口"),
    PROTOCOL("connection protocol", "连接协议"),
    /** Seconds until the entry times out. */
    EXPIRES("seconds to live", "剩余秒数"),
    /** The name of the connection's helper; a name, the empty one where there is no helper. */
    HELPER("connection helper", "连接助手");

    private final Label label;

    Flow(String en, String zh) {
      label = new Label(en, zh);
    }

    @Override
    public Source source() {
      return Source.FLOW;
    }

    @Override
    public Label label() {
      return label;
    }
  }

  /**
   * Present where the first {@code length} bytes from the transport header on are in the packet and
   * it is not a later fragment; its value is 1.
   */
  record TransportBytes(int length) implements Field {
    public TransportBytes {
      if (length < 0) {
        throw new IllegalArgumentException("length " + length);
      }
    }

    @Override
    public Source source() {
      return Source.PACKET;
    }

    @Override
    public Label label() {
      return new Label(length + " bytes of transport header", length + " 字节的传输层首部");
    }
  }

  /**
   * A big-endian number cut from a header, as nf_tables' payload expression loads it; absent beyond
   * the packet's end, and at TRANSPORT in later fragments.
   *
   * @param offset bytes from the base
   * @param length bytes, 1 to 16
   */
  record Slice(Base base, int offset, int length) implements Field {
    /** Where an offset counts from. */
    public enum Base {
      LINK,
      NETWORK,
      TRANSPORT
    }

    public Slice {
      if (length < 1 || length > 16) {
        throw new IllegalArgumentException("a slice has 1 to 16 bytes, not " + length);
      }
    }

    @Override
    public Source source() {
      return Source.PACKET;
    }

    @Override
    public Label label() {
      return switch (base) {
        case LINK ->
            new Label(
                "link header bytes " + offset + "+" + length, "链路层首部字节 " + offset + "+" + length);
        case NETWORK ->
            new Label(
                "network header bytes " + offset + "+" + length,
                "网络层首部字节 " + offset + "+" + length);
        case TRANSPORT ->
            new Label(
                "transport header bytes " + offset + "+" + length,
                "传输层首部字节 " + offset + "+" + length);
      };
    }
  }

  /** A TCP option; its value is 1. Absent where the header has no option of that kind. */
  record TcpOption(int kind) implements Field {
    @Override
    public Source source() {
      return Source.PACKET;
    }

    @Override
    public Label label() {
      return new Label("TCP option " + kind, "TCP 选项 " + kind);
    }
  }

  /**
   * A value that an extension computes: address type, set membership, socket owner, string search.
   * The computing itself is declared in {@code xt}, beside the packet and the host that it reads.
   */
  non-sealed interface Fact extends Field {}
}
