package org.netfilter4j.xt.set;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;

/**
 * One command on the elements of a hash: checks what it gave and does it with each key that this
 * means, until one fails (the kernel's hash_*_uadt). Ranges are of IPv4 addresses and of ports; the
 * first addresses are the outer loop, the second ones the inner.
 */
final class HashOperation {
  /** IPSET_ADD, IPSET_DEL, IPSET_TEST. */
  enum Verb {
    ADD,
    DELETE,
    TEST
  }

  private final Verb verb;
  private final SetEntry entry;
  private final HashContents contents;
  private final HashType type;
  private final KeyLayout layout;
  private final SetHeader header;
  private final Family family;
  private final boolean exist;
  private final long now;
  private final SetQuery query = SetQuery.plain(0, 0);
  private final int[] key = query.key;
  private boolean ranges;
  private boolean found;

  HashOperation(Verb verb, SetEntry entry, HashContents contents, boolean exist, long now) {
    this.verb = verb;
    this.entry = entry;
    this.contents = contents;
    this.exist = exist;
    this.now = now;
    type = contents.type();
    layout = type.layout;
    header = contents.header();
    family = HashType.family(header);
  }

  /** Whether a test found the element. */
  boolean found() {
    return found;
  }

  @Nullable SetError run() {
    SetError error = check();
    if (error != null) {
      return error;
    }
    if (layout.hasEther()) {
      layout.putEther(key, family, entry.ether);
    }
    if (layout.hasMark()) {
      layout.putMark(key, family, entry.packetMark & header.markMask());
    }
    if (entry.iface != null) {
      type.putInterface(key, family, entry.iface, entry.physical, entry.wildcard);
    }
    if (type.addresses() == 0) {
      return step();
    }
    ranges = verb != Verb.TEST && family == Family.IPV4 && hasRange();
    return addresses(0);
  }

  private boolean hasRange() {
    boolean several = type.address(0) != ElementPart.NET && entry.cidr >= 0;
    return several || entry.ipTo != null || entry.ip2To != null || hasPorts();
  }

  private boolean hasPorts() {
    return entry.portTo >= 0 && PacketPort.hasPorts(entry.protocol);
  }

  // Checks, in the kernel's order.

  private @Nullable SetError check() {
    if (isIncomplete()) {
      return SetError.PROTOCOL;
    }
    if (family == Family.IPV6 && type.addresses() > 0) {
      if (entry.ipTo != null || entry.ip2To != null) {
        return SetError.RANGE_UNSUPPORTED;
      }
      if (type.address(0) != ElementPart.NET && entry.cidr >= 0 && entry.cidr != 128) {
        return SetError.INVALID_CIDR;
      }
    }
    for (int i = 0; i < type.addresses(); i++) {
      int cidr = cidr(i);
      if (type.address(i) == ElementPart.NET
          && (cidr > family.bits() || (cidr == 0 && !type.hasPrefixZero()))) {
        return SetError.INVALID_CIDR;
      }
    }
    SetError refused = type.refuse(entry, header);
    if (refused != null || !type.parts().contains(ElementPart.PROTO_PORT)) {
      return refused;
    }
    if (entry.protocol < 0) {
      return SetError.MISSING_PROTOCOL;
    }
    return entry.protocol == 0 ? SetError.INVALID_PROTOCOL : null;
  }

  private boolean isIncomplete() {
    for (int i = 0; i < type.addresses(); i++) {
      if ((i == 0 ? entry.ip : entry.ip2) == null) {
        return true;
      }
    }
    return (layout.hasEther() && entry.ether < 0)
        || (layout.hasMark() && !entry.hasPacketMark)
        || (type.parts().contains(ElementPart.IFACE) && entry.iface == null)
        || (type.parts().contains(ElementPart.PROTO_PORT) && entry.port < 0);
  }

  // Loops.

  private int cidr(int which) {
    return which == 0 ? entry.cidr : entry.cidr2;
  }

  /** All addresses of one part, and with each what comes after it. */
  private @Nullable SetError addresses(int which) {
    Address ip = which == 0 ? entry.ip : entry.ip2;
    if (ip == null) {
      return SetError.PROTOCOL;
    }
    if (!ranges) {
      return single(which, ip);
    }
    Address to = which == 0 ? entry.ipTo : entry.ip2To;
    boolean network = type.address(which) == ElementPart.NET;
    Ranges4 range = Ranges4.of(network ? ip : masked(ip), to, cidr(which), network);
    if (range.error() != null) {
      return range.error();
    }
    if (network) {
      return to != null && range.isWhole() ? SetError.WHOLE_RANGE : networks(which, range);
    }
    if (to != null && to.isAny() && type.refusesZeroEnd(entry, header)) {
      return SetError.HASH_ELEMENT;
    }
    long step = type.step(header);
    for (long at = range.first(); at <= range.last(); at += step) {
      layout.putAddress(key, family, which, 0, at);
      SetError error = after(which);
      if (error != null) {
        return error;
      }
    }
    return null;
  }

  private @Nullable SetError single(int which, Address ip) {
    layout.putAddress(key, which, masked(ip));
    if (type.address(which) == ElementPart.NET) {
      int cidr = cidr(which);
      layout.cut(key, family, type.network(which), cidr < 0 ? family.bits() : cidr);
    }
    return after(which);
  }

  private Address masked(Address ip) {
    Address mask = type.hasMasks() ? HashType.mask(header) : null;
    return mask == null ? ip : ip.and(mask);
  }

  /** The networks that make up a range. The kernel forgets the set's mask here. */
  private @Nullable SetError networks(int which, Ranges4 range) {
    for (long at = range.first(); at <= range.last(); ) {
      int prefix = range.isWhole() ? 0 : Ranges4.prefix(at, range.last());
      layout.putAddress(key, family, which, 0, at);
      layout.cut(key, family, type.network(which), prefix);
      SetError error = after(which);
      if (error != null) {
        return error;
      }
      at += 1L << (32 - prefix);
    }
    return null;
  }

  private @Nullable SetError after(int which) {
    if (which == 0 && type.parts().contains(ElementPart.PROTO_PORT)) {
      return ports();
    }
    return which + 1 < type.addresses() ? addresses(which + 1) : step();
  }

  private @Nullable SetError ports() {
    int port = PacketPort.hasNumber(entry.protocol, family) ? entry.port : 0;
    int to = verb != Verb.TEST && hasPorts() ? entry.portTo : port;
    for (int at = Math.min(port, to); at <= Math.max(port, to); at++) {
      layout.putPort(key, family, at, entry.protocol);
      SetError error = type.addresses() > 1 ? addresses(1) : step();
      if (error != null) {
        return error;
      }
    }
    return null;
  }

  private @Nullable SetError step() {
    SetError error =
        switch (verb) {
          case ADD -> contents.add(key, entry, exist, now);
          case DELETE -> contents.delete(key, now);
          case TEST -> {
            int answer = contents.find(query, now);
            found =
                answer == (type.hasNetworks() && entry.nomatch ? Contents.EXCEPTION : Contents.IN);
            yield null;
          }
        };
    return error == SetError.EXIST && exist ? null : error;
  }
}
