package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;

/** {@code hash:ip,port}: an address, a protocol and a port (ip_set_hash_ipport.c, revision 7). */
final class HashIpPort extends HashType {
  private static final List<ElementPart> PARTS = List.of(ElementPart.IP, ElementPart.PROTO_PORT);
  private static final Set<SetFeature> FEATURES = Set.of(SetFeature.IP, SetFeature.PORT);

  @Override
  public String name() {
    return "hash:ip,port";
  }

  @Override
  public List<String> aliases() {
    return List.of("ipporthash");
  }

  @Override
  public int revision() {
    return 7;
  }

  @Override
  public List<ElementPart> parts() {
    return PARTS;
  }

  @Override
  public Set<SetFeature> features() {
    return FEATURES;
  }

  @Override
  boolean hasNetmask() {
    return true;
  }

  @Override
  int keyWords(Family family) {
    return Key.addressWords(family) + 1;
  }

  @Override
  int headBytes(Family family) {
    return family == Family.IPV4 ? 168 : 184;
  }

  @Override
  @Nullable SetError apply(HashOperation op) {
    SetEntry entry = op.entry;
    Address ip = entry.ip;
    if (ip == null || entry.port < 0) {
      return SetError.PROTOCOL;
    }
    Family family = ip.family();
    if (family == Family.IPV6) {
      if (entry.ipTo != null) {
        return SetError.RANGE_UNSUPPORTED;
      }
      if (entry.cidr >= 0 && entry.cidr != 128) {
        return SetError.INVALID_CIDR;
      }
    }
    Address mask = mask(op.header);
    ip = mask == null ? ip : ip.and(mask);
    if (ip.isAny()) {
      return SetError.INVALID;
    }
    SetError protocol = checkProtocol(entry);
    if (protocol != null) {
      return protocol;
    }
    int port = PacketPort.hasNumber(entry.protocol, family) ? entry.port : 0;
    int portTo = lastPort(entry, op);
    if (op.isTest()) {
      portTo = port;
    }
    int low = portTo < 0 ? port : Math.min(port, portTo);
    int high = portTo < 0 ? port : Math.max(port, portTo);
    if (family == Family.IPV6 || op.isTest()) {
      Key.putAddress(op.key, ip);
      return ports(op, family, low, high);
    }
    Ranges4 range = Ranges4.of(ip, entry);
    if (range.error() != null) {
      return range.error();
    }
    for (long at = range.first(); at <= range.last(); at++) {
      Key.putAddress(op.key, Family.IPV4, 0, at);
      SetError error = ports(op, family, low, high);
      if (error != null) {
        return error;
      }
    }
    return null;
  }

  static @Nullable SetError checkProtocol(SetEntry entry) {
    if (entry.protocol < 0) {
      return SetError.MISSING_PROTOCOL;
    }
    return entry.protocol == 0 ? SetError.INVALID_PROTOCOL : null;
  }

  /** The end of a range of ports, or -1 where there is none. */
  static int lastPort(SetEntry entry, HashOperation op) {
    return op.isTest() || !PacketPort.hasPorts(entry.protocol) ? -1 : entry.portTo;
  }

  private static @Nullable SetError ports(HashOperation op, Family family, int low, int high) {
    for (int port = low; port <= high; port++) {
      op.key[Key.addressWords(family)] = Key.portWord(port, op.entry.protocol, 0);
      SetError error = op.step();
      if (error != null) {
        return error;
      }
    }
    return null;
  }

  @Override
  boolean key(Packet packet, SetQuery query, SetHeader header, int prefix) {
    int found = PacketPort.of(packet, query.isSource(1));
    if (found == PacketPort.NONE) {
      return false;
    }
    int[] key = query.key;
    Key.putAddress(key, packet, query.isSource(0));
    key[Key.addressWords(packet.family())] = Key.portWord(found & 0xffff, found >>> 16, 0);
    if (header.bitmask() != null) {
      Key.mask(key, header.bitmask());
    } else if (header.netmask() >= 0) {
      Key.cut(key, packet.family(), header.netmask());
    }
    return !Key.isAddressZero(key, packet.family());
  }

  @Override
  void describe(int[] keys, int at, Family family, SetEntry into) {
    into.ip = Key.address(keys, at, family);
    int word = keys[at + Key.addressWords(family)];
    into.port = Key.port(word);
    into.protocol = Key.protocol(word);
  }
}
