package org.netfilter4j.linux;

import static org.netfilter4j.wire.ipset.IpsetAttribute.ether;
import static org.netfilter4j.wire.ipset.IpsetAttribute.u16;
import static org.netfilter4j.wire.ipset.IpsetAttribute.u32;
import static org.netfilter4j.wire.ipset.IpsetAttribute.u64;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.wire.ipset.IpsetAttribute;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.xt.set.SetEntry;

/** Writes elements as IPSET_ATTR_DATA, attribute for attribute as the C tool. */
final class SetEntryWriter {
  private static final int HEADER = 4;

  // For a text the C tool asks for room as for the longest, with its zero byte.
  private static final int NAME_ROOM = 32;
  private static final int INTERFACE_ROOM = 16;
  private static final int COMMENT_ROOM = 256;

  private final MessageWriter to;
  private int room;

  SetEntryWriter(MessageWriter to) {
    this.to = to;
  }

  /**
   * Writes an element.
   *
   * @param line which asks for it, 0 for none
   * @return the bytes that the C tool wants to be free before it writes it
   */
  int write(SetEntry entry, int line) {
    int start = to.length();
    room = 0;
    int nest = to.nest(IpsetAttribute.DATA);
    address(IpsetAttribute.IP, entry.ip);
    address(IpsetAttribute.IP_TO, entry.ipTo);
    u8(IpsetAttribute.CIDR, entry.cidr);
    port(IpsetAttribute.PORT, entry.port);
    port(IpsetAttribute.PORT_TO, entry.portTo);
    if (entry.timeout >= 0) {
      u32(to, IpsetAttribute.TIMEOUT, entry.timeout);
    }
    u8(IpsetAttribute.PROTO, entry.protocol);
    int flags = flags(entry);
    if (flags != 0) {
      u32(to, IpsetAttribute.CADT_FLAGS, flags);
    }
    if (entry.hasPacketMark) {
      u32(to, IpsetAttribute.MARK, entry.packetMark);
    }
    if (entry.ether >= 0) {
      ether(to, IpsetAttribute.ETHER, entry.ether);
    }
    text(IpsetAttribute.NAME, entry.name, NAME_ROOM, start);
    text(IpsetAttribute.NAMEREF, entry.reference, NAME_ROOM, start);
    address(IpsetAttribute.IP2, entry.ip2);
    u8(IpsetAttribute.CIDR2, entry.cidr2);
    address(IpsetAttribute.IP2_TO, entry.ip2To);
    text(IpsetAttribute.IFACE, entry.iface, INTERFACE_ROOM, start);
    carried(entry, start);
    u32(to, IpsetAttribute.LINENO, line);
    to.close(nest);
    return Math.max(room, to.length() - start);
  }

  /** What an element carries besides its key. */
  private void carried(SetEntry entry, int start) {
    if (entry.hasBytes) {
      u64(to, IpsetAttribute.BYTES, entry.bytes);
    }
    if (entry.hasPackets) {
      u64(to, IpsetAttribute.PACKETS, entry.packets);
    }
    text(IpsetAttribute.COMMENT, entry.comment, COMMENT_ROOM, start);
    if (entry.hasMark) {
      u64(to, IpsetAttribute.SKBMARK, (long) entry.mark << 32 | (entry.markMask & 0xffff_ffffL));
    }
    if (entry.hasPriority) {
      u32(to, IpsetAttribute.SKBPRIO, entry.priority);
    }
    port(IpsetAttribute.SKBQUEUE, entry.queue);
  }

  private static int flags(SetEntry entry) {
    return (entry.place == SetEntry.Place.BEFORE ? IpsetAttribute.FLAG_BEFORE : 0)
        | (entry.physical ? IpsetAttribute.FLAG_PHYSDEV : 0)
        | (entry.nomatch ? IpsetAttribute.FLAG_NOMATCH : 0)
        | (entry.wildcard ? IpsetAttribute.FLAG_WILDCARD : 0);
  }

  private void address(int type, @Nullable Address value) {
    if (value != null) {
      IpsetAttribute.address(to, type, value);
    }
  }

  private void u8(int type, int value) {
    if (value >= 0) {
      to.u8(type, value);
    }
  }

  private void port(int type, int value) {
    if (value >= 0) {
      u16(to, type, value);
    }
  }

  private void text(int type, @Nullable String value, int most, int start) {
    if (value != null) {
      room = Math.max(room, to.length() - start + HEADER + most);
      to.text(type, value);
    }
  }
}
