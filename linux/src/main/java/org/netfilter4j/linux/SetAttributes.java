package org.netfilter4j.linux;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.ipset.IpsetAttribute;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.xt.set.ElementPart;
import org.netfilter4j.xt.set.SetDescription;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetKeyword;
import org.netfilter4j.xt.set.SetType;

/** Sets and elements as the kernel's attributes. */
final class SetAttributes {
  private static final SetHeader.Draft DEFAULTS = new SetHeader.Draft(null);

  private SetAttributes() {}

  /** The family that the kernel knows sets by that are created so. */
  static int family(SetType type, @Nullable Family family) {
    if (family != null) {
      return family == Family.IPV4 ? IpsetAttribute.INET : IpsetAttribute.INET6;
    }
    // Types with addresses of IPv4 only.
    return type.parts().getFirst().isAddress() ? IpsetAttribute.INET : IpsetAttribute.UNSPEC;
  }

  /** The family of that number; null for none. */
  static @Nullable Family family(int number) {
    return switch (number) {
      case IpsetAttribute.INET -> Family.IPV4;
      case IpsetAttribute.INET6 -> Family.IPV6;
      default -> null;
    };
  }

  /** Writes what a set is created with. */
  static void write(MessageWriter to, SetType type, SetHeader.Draft draft) {
    int nest = to.nest(IpsetAttribute.DATA);
    if (type.createKeywords().contains(SetKeyword.RANGE)) {
      range(to, type, draft);
    }
    if (draft.timeout >= 0) {
      IpsetAttribute.u32(to, IpsetAttribute.TIMEOUT, draft.timeout);
    }
    int flags =
        (draft.counters ? IpsetAttribute.FLAG_COUNTERS : 0)
            | (draft.comment ? IpsetAttribute.FLAG_COMMENT : 0)
            | (draft.forceAdd ? IpsetAttribute.FLAG_FORCEADD : 0)
            | (draft.skbinfo ? IpsetAttribute.FLAG_SKBINFO : 0);
    if (flags != 0) {
      IpsetAttribute.u32(to, IpsetAttribute.CADT_FLAGS, flags);
    }
    number(to, IpsetAttribute.MARKMASK, draft.markMask, DEFAULTS.markMask);
    if (draft.bitmask != null) {
      IpsetAttribute.address(to, IpsetAttribute.BITMASK, draft.bitmask);
    }
    if (draft.hasInitval) {
      IpsetAttribute.u32(to, IpsetAttribute.INITVAL, draft.initval);
    }
    number(to, IpsetAttribute.HASHSIZE, draft.hashSize, DEFAULTS.hashSize);
    number(to, IpsetAttribute.MAXELEM, draft.maxElements, DEFAULTS.maxElements);
    if (draft.netmask >= 0) {
      to.u8(IpsetAttribute.NETMASK, draft.netmask);
    }
    if (draft.bucketSize >= 0) {
      to.u8(IpsetAttribute.BUCKETSIZE, draft.bucketSize);
    }
    number(to, IpsetAttribute.SIZE, draft.size, DEFAULTS.size);
    to.close(nest);
  }

  private static void number(MessageWriter to, int type, int value, int unlessDefault) {
    if (value != unlessDefault) {
      IpsetAttribute.u32(to, type, value);
    }
  }

  private static void range(MessageWriter to, SetType type, SetHeader.Draft draft) {
    if (type.parts().getFirst() == ElementPart.PORT) {
      IpsetAttribute.u16(to, IpsetAttribute.PORT, (int) draft.first);
      IpsetAttribute.u16(to, IpsetAttribute.PORT_TO, (int) draft.last);
      return;
    }
    IpsetAttribute.address(to, IpsetAttribute.IP, Address.ipv4(draft.first));
    if (draft.last >= 0) {
      IpsetAttribute.address(to, IpsetAttribute.IP_TO, Address.ipv4(draft.last));
    }
    if (draft.cidr >= 0) {
      to.u8(IpsetAttribute.CIDR, draft.cidr);
    }
  }

  /** Reads a set without its elements. */
  static SetDescription description(
      String name, SetType type, int revision, @Nullable Family family, Attributes at) {
    SetHeader.Draft draft = new SetHeader.Draft(type.hasFamily() ? family : null);
    draft.hashSize = 0;
    long memory = 0;
    long references = 0;
    long entries = -1;
    while (at.next()) {
      switch (at.type()) {
        case IpsetAttribute.IP -> draft.first = IpsetAttribute.address(at).low();
        case IpsetAttribute.IP_TO -> draft.last = IpsetAttribute.address(at).low();
        case IpsetAttribute.PORT -> draft.first = at.network16();
        case IpsetAttribute.PORT_TO -> draft.last = at.network16();
        case IpsetAttribute.TIMEOUT -> draft.timeout = at.network32();
        case IpsetAttribute.CADT_FLAGS -> {
          int flags = (int) at.network32();
          draft.counters = (flags & IpsetAttribute.FLAG_COUNTERS) != 0;
          draft.comment = (flags & IpsetAttribute.FLAG_COMMENT) != 0;
          draft.forceAdd = (flags & IpsetAttribute.FLAG_FORCEADD) != 0;
          draft.skbinfo = (flags & IpsetAttribute.FLAG_SKBINFO) != 0;
        }
        case IpsetAttribute.MARKMASK -> draft.markMask = (int) at.network32();
        case IpsetAttribute.BITMASK -> draft.bitmask = IpsetAttribute.address(at);
        case IpsetAttribute.INITVAL -> draft.initval = (int) at.network32();
        case IpsetAttribute.HASHSIZE -> draft.hashSize = (int) at.network32();
        case IpsetAttribute.MAXELEM -> draft.maxElements = (int) at.network32();
        case IpsetAttribute.NETMASK -> draft.netmask = at.u8();
        case IpsetAttribute.BUCKETSIZE -> draft.bucketSize = at.u8();
        case IpsetAttribute.SIZE -> draft.size = (int) at.network32();
        case IpsetAttribute.ELEMENTS -> entries = at.network32();
        case IpsetAttribute.REFERENCES -> references = at.network32();
        case IpsetAttribute.MEMSIZE -> memory = at.network32();
        default -> {
          // Of a kernel newer than this.
        }
      }
    }
    return new SetDescription(
        name,
        type,
        revision,
        draft.header(),
        draft.hashSize,
        draft.bucketSize,
        memory,
        references,
        entries);
  }

  /** Reads an element. */
  static void read(Attributes at, SetEntry entry) {
    entry.clear();
    while (at.next()) {
      switch (at.type()) {
        case IpsetAttribute.IP -> entry.ip = IpsetAttribute.address(at);
        case IpsetAttribute.IP_TO -> entry.ipTo = IpsetAttribute.address(at);
        case IpsetAttribute.CIDR -> entry.cidr = at.u8();
        case IpsetAttribute.PORT -> entry.port = at.network16();
        case IpsetAttribute.PORT_TO -> entry.portTo = at.network16();
        case IpsetAttribute.TIMEOUT -> entry.timeout = at.network32();
        case IpsetAttribute.PROTO -> entry.protocol = at.u8();
        case IpsetAttribute.CADT_FLAGS -> {
          int flags = (int) at.network32();
          entry.physical = (flags & IpsetAttribute.FLAG_PHYSDEV) != 0;
          entry.nomatch = (flags & IpsetAttribute.FLAG_NOMATCH) != 0;
          entry.wildcard = (flags & IpsetAttribute.FLAG_WILDCARD) != 0;
        }
        case IpsetAttribute.MARK -> {
          entry.packetMark = (int) at.network32();
          entry.hasPacketMark = true;
        }
        case IpsetAttribute.ETHER -> entry.ether = IpsetAttribute.ether(at);
        case IpsetAttribute.NAME -> entry.name = at.text();
        case IpsetAttribute.IP2 -> entry.ip2 = IpsetAttribute.address(at);
        case IpsetAttribute.CIDR2 -> entry.cidr2 = at.u8();
        case IpsetAttribute.IP2_TO -> entry.ip2To = IpsetAttribute.address(at);
        case IpsetAttribute.IFACE -> entry.iface = at.text();
        default -> carried(at, entry);
      }
    }
  }

  private static void carried(Attributes at, SetEntry entry) {
    switch (at.type()) {
      case IpsetAttribute.BYTES -> {
        entry.bytes = at.network64();
        entry.hasBytes = true;
      }
      case IpsetAttribute.PACKETS -> {
        entry.packets = at.network64();
        entry.hasPackets = true;
      }
      case IpsetAttribute.COMMENT -> entry.comment = at.text();
      case IpsetAttribute.SKBMARK -> {
        long value = at.network64();
        entry.mark = (int) (value >>> 32);
        entry.markMask = (int) value;
        entry.hasMark = true;
      }
      case IpsetAttribute.SKBPRIO -> {
        entry.priority = (int) at.network32();
        entry.hasPriority = true;
      }
      case IpsetAttribute.SKBQUEUE -> entry.queue = at.network16();
      default -> {
        // Padding, or of a kernel newer than this.
      }
    }
  }
}
