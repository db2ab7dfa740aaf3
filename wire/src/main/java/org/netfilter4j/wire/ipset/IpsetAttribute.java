package org.netfilter4j.wire.ipset;

import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.netlink.MessageWriter;

/**
 * Attributes of messages about sets (IPSET_ATTR_*). Numbers of more than a byte stand in network
 * order and say so by a flag in their type (NLA_F_NET_BYTEORDER), without which the kernel refuses
 * them.
 */
public final class IpsetAttribute {
  // Of a message.
  public static final int PROTOCOL = 1;
  public static final int SETNAME = 2;
  public static final int TYPENAME = 3;
  public static final int SETNAME2 = 3;
  public static final int REVISION = 4;
  public static final int FAMILY = 5;
  public static final int FLAGS = 6;

  /** What a set is created with, or an element. */
  public static final int DATA = 7;

  /** Several {@link #DATA}, each an element. */
  public static final int ADT = 8;

  /** A line's number: in an error, that of the line which is wrong. */
  public static final int LINENO = 9;

  public static final int PROTOCOL_MIN = 10;
  public static final int REVISION_MIN = 10;

  // In DATA, of sets and elements.
  public static final int IP = 1;
  public static final int IP_TO = 2;
  public static final int CIDR = 3;
  public static final int PORT = 4;
  public static final int PORT_TO = 5;
  public static final int TIMEOUT = 6;
  public static final int PROTO = 7;
  public static final int CADT_FLAGS = 8;
  public static final int MARK = 10;
  public static final int MARKMASK = 11;
  public static final int BITMASK = 12;

  // In DATA, of sets.
  public static final int INITVAL = 17;
  public static final int HASHSIZE = 18;
  public static final int MAXELEM = 19;
  public static final int NETMASK = 20;
  public static final int BUCKETSIZE = 21;
  public static final int SIZE = 23;
  public static final int ELEMENTS = 24;
  public static final int REFERENCES = 25;
  public static final int MEMSIZE = 26;

  // In DATA, of elements.
  public static final int ETHER = 17;
  public static final int NAME = 18;
  public static final int NAMEREF = 19;
  public static final int IP2 = 20;
  public static final int CIDR2 = 21;
  public static final int IP2_TO = 22;
  public static final int IFACE = 23;
  public static final int BYTES = 24;
  public static final int PACKETS = 25;
  public static final int COMMENT = 26;
  public static final int SKBMARK = 27;
  public static final int SKBPRIO = 28;
  public static final int SKBQUEUE = 29;

  // In CADT_FLAGS (enum ipset_cadt_flags).
  public static final int FLAG_BEFORE = 1;
  public static final int FLAG_PHYSDEV = 1 << 1;
  public static final int FLAG_NOMATCH = 1 << 2;
  public static final int FLAG_COUNTERS = 1 << 3;
  public static final int FLAG_COMMENT = 1 << 4;
  public static final int FLAG_FORCEADD = 1 << 5;
  public static final int FLAG_SKBINFO = 1 << 6;
  public static final int FLAG_WILDCARD = 1 << 7;

  // Families of sets.
  public static final int UNSPEC = 0;
  public static final int INET = 2;
  public static final int INET6 = 10;

  private static final int NETWORK_ORDER = 0x4000;
  private static final int IPADDR_IPV4 = 1;
  private static final int IPADDR_IPV6 = 2;

  private IpsetAttribute() {}

  public static void u16(MessageWriter to, int type, int value) {
    to.network16(type | NETWORK_ORDER, value);
  }

  public static void u32(MessageWriter to, int type, long value) {
    to.network32(type | NETWORK_ORDER, value);
  }

  public static void u64(MessageWriter to, int type, long value) {
    to.network64(type | NETWORK_ORDER, value);
  }

  /** An address, in an attribute of its own that says the family. */
  public static void address(MessageWriter to, int type, Address value) {
    int nest = to.nest(type);
    if (value.family() == Family.IPV4) {
      to.network32(IPADDR_IPV4 | NETWORK_ORDER, value.low());
    } else {
      to.put(IPADDR_IPV6 | NETWORK_ORDER, value.toBytes());
    }
    to.close(nest);
  }

  /** Reads what {@link #address} wrote. */
  public static Address address(Attributes at) {
    byte[] bytes = at.array();
    int value = at.start() + 4;
    int length = at.length() - 4;
    int type =
        length < 0 ? 0 : (bytes[at.start() + 2] & 0xff) | (bytes[at.start() + 3] << 8 & 0x3f00);
    Family family =
        switch (type) {
          case IPADDR_IPV4 -> Family.IPV4;
          case IPADDR_IPV6 -> Family.IPV6;
          default -> throw new MalformedMessageException("no address in attribute " + at.type());
        };
    if (length < family.bytes()) {
      throw new MalformedMessageException("an address of " + length + " bytes");
    }
    return Address.read(family, bytes, value);
  }

  /** Six bytes of a hardware address. */
  public static void ether(MessageWriter to, int type, long value) {
    byte[] bytes = new byte[6];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (value >>> (40 - 8 * i));
    }
    to.put(type, bytes);
  }

  /** Reads what {@link #ether} wrote. */
  public static long ether(Attributes at) {
    if (at.length() < 6) {
      throw new MalformedMessageException("a hardware address of " + at.length() + " bytes");
    }
    long value = 0;
    for (int i = 0; i < 6; i++) {
      value = value << 8 | (at.array()[at.start() + i] & 0xff);
    }
    return value;
  }
}
