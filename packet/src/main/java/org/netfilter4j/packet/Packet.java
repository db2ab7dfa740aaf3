package org.netfilter4j.packet;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;

/**
 * A reusable, mutable view of one IPv4 or IPv6 packet in a buffer, and what the kernel keeps beside
 * the bytes (struct sk_buff).
 *
 * <p>{@link #wrap} looks at the headers once; after it returned null, everything else may be asked
 * in any order, never throws and, {@link #setTcpMss} and the methods that return addresses and
 * arrays apart, never allocates. All offsets are bytes from the network header. A field that the
 * packet does not have reads as 0; ask {@code has} first. Setters of fields that are absent do
 * nothing. Not safe for use by several threads.
 */
public final class Packet extends HeaderView {
  private @Nullable Packet outer;
  private String inInterface = "";
  private String outInterface = "";
  private @Nullable String physicalIn;
  private @Nullable String physicalOut;
  private int mark;
  private int packetType;
  private int priority;

  /** A view of all these bytes, from the network header on. */
  public static Packet of(byte[] bytes) throws MalformedPacketException {
    Packet packet = new Packet();
    Problem problem = packet.wrap(bytes, 0, bytes.length);
    if (problem != null) {
      throw new MalformedPacketException(problem);
    }
    return packet;
  }

  /**
   * Makes this a view of the packet at {@code start}, and forgets all metadata and the link header.
   * Bytes beyond the length that the header gives are left out. The header checksum is not looked
   * at, see {@link #receiveProblem}.
   *
   * @param available how many bytes from {@code start} on there are
   * @return why the kernel would discard it, or null; after a problem the view has no bytes
   */
  public @Nullable Problem wrap(byte[] buffer, int start, int available) {
    return wrap(buffer, start, available, available);
  }

  /**
   * As {@link #wrap(byte[], int, int)}, for a packet of which a capture kept only the beginning.
   *
   * @param onWire how many bytes there once were, at least {@code available}
   */
  public @Nullable Problem wrap(byte[] buffer, int start, int available, int onWire) {
    forget();
    return look(buffer, start, available, onWire, false);
  }

  private void forget() {
    link.clear();
    outer = null;
    inInterface = "";
    outInterface = "";
    physicalIn = null;
    physicalOut = null;
    mark = 0;
    packetType = 0;
    priority = 0;
  }

  /**
   * What else the receive path discards a packet for that is well formed: a wrong IPv4 header
   * checksum; IPv6 addresses that can't be there, or hop-by-hop options. Not asked of locally
   * generated packets.
   *
   * @param loopback whether it came in by the loopback interface
   */
  public @Nullable Problem receiveProblem(boolean loopback) {
    return ReceiveChecks.problem(this, loopback);
  }

  /** The source address as a value. */
  public Address source() {
    return address(Field.Header.SOURCE_ADDRESS);
  }

  /** The destination address as a value. */
  public Address destination() {
    return address(Field.Header.DESTINATION_ADDRESS);
  }

  private Address address(Field.Header field) {
    return new Address(family(), high(field), number(field));
  }

  // The packet that an ICMP error quotes.

  /**
   * Makes another view one of the packet that this ICMP error quotes. The quote is seldom whole:
   * its {@link #isComplete} may be false and its transport header short. What is changed through
   * that view also adjusts this packet's ICMP checksum.
   *
   * @return false where this is no ICMP error or quotes nothing that could be read
   */
  public boolean embedded(Packet into) {
    int at = embeddedOffset();
    if (at < 0) {
      return false;
    }
    into.forget();
    Problem problem = into.look(buffer(), offset() + at, length() - at, length() - at, true);
    if (problem != null || into.family() != family()) {
      return false;
    }
    into.outer = this;
    return true;
  }

  /** Where the packet quoted by an ICMP error begins, or -1 where this is none. */
  public int embeddedOffset() {
    return isIcmpError() && hasTransportBytes(9) ? transportOffset() + 8 : -1;
  }

  /** Whether it is an ICMP message about another packet: RFC 792's five, or ICMPv6 below 128. */
  public boolean isIcmpError() {
    if (!has(Field.Header.ICMP_TYPE)) {
      return false;
    }
    int type = byteAt(transportOffset());
    return family() == Family.IPV6
        ? type < 128
        : type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
  }

  /** Whether this is a view of a packet quoted by another. */
  public boolean isEmbedded() {
    return outer != null;
  }

  // Writing.

  /** Sets the source address; the halves as in {@link Address}. */
  public void setSource(long high, long low) {
    if (length() > 0) {
      Rewriter.address(this, sourceOffset(), high, low);
    }
  }

  /** Sets the destination address; the halves as in {@link Address}. */
  public void setDestination(long high, long low) {
    if (length() > 0) {
      Rewriter.address(this, sourceOffset() + family().bytes(), high, low);
    }
  }

  /** Sets the source address; it must be of the packet's family. */
  public void setSource(Address address) {
    requireFamily(address);
    setSource(address.high(), address.low());
  }

  /** Sets the destination address; it must be of the packet's family. */
  public void setDestination(Address address) {
    requireFamily(address);
    setDestination(address.high(), address.low());
  }

  private void requireFamily(Address address) {
    if (address.family() != family()) {
      throw new IllegalArgumentException(address + " in a packet of " + family());
    }
  }

  /** Sets the source port, 0 to 65535. */
  public void setSourcePort(int port) {
    if (has(Field.Header.SOURCE_PORT)) {
      Rewriter.port(this, 0, port);
    }
  }

  /** Sets the destination port, 0 to 65535. */
  public void setDestinationPort(int port) {
    if (has(Field.Header.DESTINATION_PORT)) {
      Rewriter.port(this, 2, port);
    }
  }

  /** Whether it is ICMP with at least the 8 bytes that hold type, code, checksum, id, sequence. */
  public boolean hasIcmpId() {
    return isIcmp() && hasTransportBytes(8);
  }

  /** Bytes 4 and 5 of the ICMP header: the id of echo, timestamp, information and mask messages. */
  public int icmpId() {
    return hasIcmpId() ? shortAt(transportOffset() + 4) : 0;
  }

  /** Sets bytes 4 and 5 of the ICMP header. */
  public void setIcmpId(int id) {
    if (hasIcmpId()) {
      Rewriter.icmpId(this, id);
    }
  }

  /** Sets the TOS byte or the IPv6 traffic class, 0 to 255. */
  public void setTos(int tos) {
    if (length() > 0) {
      Rewriter.tos(this, tos);
    }
  }

  /** Sets the TTL or the IPv6 hop limit, 0 to 255. */
  public void setTtl(int ttl) {
    if (length() > 0) {
      Rewriter.ttl(this, ttl);
    }
  }

  /**
   * Lowers the MSS option of a TCP header, or adds one where there is none, as xt_TCPMSS.c: an MSS
   * is never raised, an option is not added before data, and an added one is at most 536 (IPv4) or
   * 1220 (IPv6). Adding lengthens the packet by 4 bytes and moves it to a buffer of its own.
   *
   * @return false where the TCP header is damaged or cut short, for which the target drops
   */
  public boolean setTcpMss(int mss) {
    return TcpOptions.setMss(this, mss);
  }

  /**
   * Overwrites the TCP options of these kinds with NOPs, as xt_TCPOPTSTRIP.c; later fragments are
   * left alone.
   *
   * @return false where the TCP header is damaged or cut short, for which the target drops
   */
  public boolean stripTcpOptions(BitSet kinds) {
    return TcpOptions.strip(this, kinds);
  }

  /**
   * Sets those flags of TCP's byte 13 that are in the mask to those in {@code flags}, as ipt_ECN.c,
   * which takes the data of a later fragment for a header.
   *
   * @return false where there are not 20 bytes behind the network header, for which the target
   *     drops
   */
  public boolean setTcpFlags(int mask, int flags) {
    return Rewriter.tcpFlags(this, mask, flags);
  }

  /** Writes a 16-bit number at an even offset, and keeps the ICMP checksum around a quote right. */
  void putShort(int at, int value) {
    int before = shortAt(at);
    buffer()[offset() + at] = (byte) (value >>> 8);
    buffer()[offset() + at + 1] = (byte) value;
    Packet around = outer;
    if (around != null) {
      int checksum = around.transportOffset() + 2;
      around.putShort(checksum, Checksums.update(around.shortAt(checksum), before, value & 0xffff));
    }
  }

  // The link header.

  /**
   * Says that an Ethernet header came before the packet.
   *
   * @param length its length with all VLAN tags, at least 14
   */
  public void setEthernet(byte[] buffer, int offset, int length) {
    link.ethernet(buffer, offset, length);
  }

  /** Says from which MAC address the packet came, as Linux cooked captures record it. */
  public void setMacSource(long mac) {
    link.macSource(mac);
  }

  /** The EtherType, or -1 without an Ethernet header. */
  public int etherType() {
    return link.etherType();
  }

  /** A copy of the Ethernet header with its tags; empty without one. */
  public byte[] linkHeader() {
    return link.toBytes();
  }

  // Metadata.

  /** The interface it came in by; empty for a packet of the host's own. */
  public String inInterface() {
    return inInterface;
  }

  public void setInInterface(String name) {
    inInterface = name;
  }

  /** The interface it goes out by; empty before routing and for a packet to the host. */
  public String outInterface() {
    return outInterface;
  }

  public void setOutInterface(String name) {
    outInterface = name;
  }

  /** The bridge port it came in by, if it is bridged. */
  public @Nullable String physicalIn() {
    return physicalIn;
  }

  public void setPhysicalIn(@Nullable String name) {
    physicalIn = name;
  }

  /** The bridge port it goes out by, if it is bridged. */
  public @Nullable String physicalOut() {
    return physicalOut;
  }

  public void setPhysicalOut(@Nullable String name) {
    physicalOut = name;
  }

  /** The packet mark, 32 bits. */
  public int mark() {
    return mark;
  }

  public void setMark(int mark) {
    this.mark = mark;
  }

  /** As {@link Field.Meta#PACKET_TYPE}. */
  public int packetType() {
    return packetType;
  }

  public void setPacketType(int type) {
    packetType = type;
  }

  public int priority() {
    return priority;
  }

  public void setPriority(int priority) {
    this.priority = priority;
  }

  /** The metadata as an unsigned number; always present. */
  public long number(Field.Meta field) {
    return switch (field) {
      case MARK -> Integer.toUnsignedLong(mark);
      case PACKET_TYPE -> packetType;
      case LENGTH -> totalLength();
      case PRIORITY -> Integer.toUnsignedLong(priority);
    };
  }

  /** The interface's name; null only for bridge ports of a packet that is not bridged. */
  public @Nullable String name(Field.Interface field) {
    return switch (field) {
      case IN -> inInterface;
      case OUT -> outInterface;
      case PHYSICAL_IN -> physicalIn;
      case PHYSICAL_OUT -> physicalOut;
    };
  }
}
