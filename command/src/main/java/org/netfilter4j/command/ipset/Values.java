package org.netfilter4j.command.ipset;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.option.MacAddress;
import org.netfilter4j.xt.set.BitmapRange;
import org.netfilter4j.xt.set.ElementPart;
import org.netfilter4j.xt.set.SetDescription;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetKeyword;
import org.netfilter4j.xt.set.SetType;

/** The texts of headers and elements. */
final class Values {
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;
  private static final int MARK_DIGITS = 8;

  private final Names names;

  /** Whether addresses are written as names. */
  private final boolean resolve;

  /** Whether all that a set was created with is written, what the tool leaves out too. */
  private final boolean complete;

  Values(Names names, boolean resolve, boolean complete) {
    this.names = names;
    this.resolve = resolve;
    this.complete = complete;
  }

  /** What stands after a word of the header, "" for a flag; null where the word is left out. */
  @Nullable String header(SetKeyword keyword, SetDescription set) {
    SetHeader header = set.header();
    return switch (keyword) {
      case FAMILY -> header.family() == Family.IPV6 ? "inet6" : "inet";
      case HASHSIZE -> Integer.toString(set.hashSize());
      case MAXELEM -> Integer.toUnsignedString(header.maxElements());
      case NETMASK -> header.netmask() < 0 ? null : Integer.toString(header.netmask());
      case BITMASK -> bitmask(header.bitmask());
      case MARKMASK -> hex(header.markMask());
      case RANGE -> BitmapRange.text(set.type(), header);
      case SIZE -> Integer.toUnsignedString(header.size());
      case TIMEOUT -> header.hasTimeout() ? Long.toString(header.timeout()) : null;
      case COUNTERS -> header.counters() ? "" : null;
      case COMMENT -> header.comment() ? "" : null;
      case SKBINFO -> header.skbinfo() ? "" : null;
      // Version 7.17 does not print it.
      case FORCEADD -> complete && header.forceAdd() ? "" : null;
      case BUCKETSIZE -> set.bucketSize() < 0 ? null : Integer.toString(set.bucketSize());
      case INITVAL -> set.bucketSize() < 0 ? null : hex(header.initval());
      case NOMATCH, WILDCARD, PACKETS, BYTES, SKBMARK, SKBPRIO, SKBQUEUE, BEFORE, AFTER ->
          throw new IllegalStateException(keyword + " is no word of a header");
    };
  }

  private @Nullable String bitmask(@Nullable Address mask) {
    return mask == null || mask.prefixLength() == mask.family().bits() ? null : host(mask);
  }

  /** A mark, in eight digits. */
  static String hex(int value) {
    String digits = Integer.toHexString(value);
    return "0x" + "0".repeat(MARK_DIGITS - digits.length()) + digits;
  }

  /** As {@link #header}, for a word of an element. */
  static @Nullable String element(SetKeyword keyword, SetEntry entry) {
    return switch (keyword) {
      case TIMEOUT -> entry.timeout < 0 ? null : Long.toString(entry.timeout);
      case NOMATCH -> entry.nomatch ? "" : null;
      case WILDCARD -> entry.wildcard ? "" : null;
      case PACKETS -> entry.hasPackets ? Long.toUnsignedString(entry.packets) : null;
      case BYTES -> entry.hasBytes ? Long.toUnsignedString(entry.bytes) : null;
      case COMMENT -> entry.comment == null ? null : '"' + entry.comment + '"';
      case SKBMARK -> entry.hasMark ? mark(entry) : null;
      case SKBPRIO ->
          entry.hasPriority
              ? Integer.toHexString(entry.priority >>> 16)
                  + ":"
                  + Integer.toHexString(entry.priority & 0xffff)
              : null;
      case SKBQUEUE -> entry.queue < 0 ? null : Integer.toString(entry.queue);
      // A list is printed in its order, which says it all.
      case BEFORE, AFTER -> null;
      case FAMILY,
          HASHSIZE,
          MAXELEM,
          NETMASK,
          BITMASK,
          MARKMASK,
          RANGE,
          SIZE,
          COUNTERS,
          SKBINFO,
          FORCEADD,
          BUCKETSIZE,
          INITVAL ->
          throw new IllegalStateException(keyword + " is no word of an element");
    };
  }

  private static String mark(SetEntry entry) {
    String mark = "0x" + Integer.toHexString(entry.mark);
    return entry.markMask == -1 ? mark : mark + "/0x" + Integer.toHexString(entry.markMask);
  }

  // Elements.

  /** The element alone, as it was given or as a listing has it. */
  void element(SetType type, SetEntry entry, StringBuilder into) {
    boolean second = false;
    int start = into.length();
    for (ElementPart part : type.parts()) {
      if (part == ElementPart.MAC && entry.ether < 0) {
        continue;
      }
      if (into.length() > start) {
        into.append(',');
      }
      switch (part) {
        case IP, SINGLE_IP, NET -> {
          if (second) {
            // The tool leaves the end of a second range out.
            address(entry.ip2, null, entry.cidr2, into);
          } else {
            address(entry.ip, entry.ipTo, entry.cidr, into);
          }
          second = true;
        }
        case PROTO_PORT -> {
          into.append(protocol(entry.protocol)).append(':');
          ports(entry, into);
        }
        case PORT -> ports(entry, into);
        case MAC -> into.append(new MacAddress(entry.ether).toString().toUpperCase(Locale.ROOT));
        case MARK -> into.append(hex(entry.packetMark));
        case IFACE -> into.append(entry.physical ? "physdev:" : "").append(entry.iface);
        case SET -> into.append(entry.name);
      }
    }
    if (entry.place != null) {
      into.append(entry.place == SetEntry.Place.BEFORE ? " before " : " after ");
      into.append(entry.reference);
    }
  }

  private void address(@Nullable Address ip, @Nullable Address to, int cidr, StringBuilder into) {
    if (ip == null) {
      return;
    }
    into.append(host(ip));
    if (cidr >= 0 && cidr != ip.family().bits()) {
      into.append('/').append(cidr);
    } else if (to != null) {
      into.append('-').append(host(to));
    }
  }

  /** A name with a hyphen stands in brackets, so that it is no range. */
  private String host(Address address) {
    String name = resolve ? names.host(address) : null;
    return name == null ? address.toString() : name.indexOf('-') < 0 ? name : "[" + name + "]";
  }

  private String protocol(int number) {
    String name = names.protocolName(number);
    return name == null ? Integer.toString(number) : name;
  }

  private static void ports(SetEntry entry, StringBuilder into) {
    if (entry.protocol == ICMP || entry.protocol == ICMPV6) {
      String name = IcmpNames.name(entry.port, entry.protocol == ICMPV6);
      into.append(name != null ? name : (entry.port >>> 8) + "/" + (entry.port & 0xff));
      return;
    }
    into.append(entry.port);
    if (entry.portTo >= 0) {
      into.append('-').append(entry.portTo);
    }
  }
}
