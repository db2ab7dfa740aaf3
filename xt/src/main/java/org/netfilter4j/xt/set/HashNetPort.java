package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;

/** {@code hash:net,port}: a network, a protocol and a port (ip_set_hash_netport.c, revision 8). */
final class HashNetPort extends HashType {
  private static final List<ElementPart> PARTS = List.of(ElementPart.NET, ElementPart.PROTO_PORT);
  private static final Set<SetFeature> FEATURES =
      Set.of(SetFeature.IP, SetFeature.PORT, SetFeature.NOMATCH);

  @Override
  public String name() {
    return "hash:net,port";
  }

  @Override
  public List<String> aliases() {
    return List.of("netporthash");
  }

  @Override
  public int revision() {
    return 8;
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
  int keyWords(Family family) {
    return Key.addressWords(family) + 1;
  }

  @Override
  int headBytes(Family family) {
    return family == Family.IPV4 ? 408 : 1192;
  }

  @Override
  @Nullable SetError apply(HashOperation op) {
    SetEntry entry = op.entry;
    Address ip = entry.ip;
    if (ip == null || entry.port < 0) {
      return SetError.PROTOCOL;
    }
    Family family = ip.family();
    if (family == Family.IPV6 && entry.ipTo != null) {
      return SetError.RANGE_UNSUPPORTED;
    }
    int prefix = entry.cidr < 0 ? family.bits() : entry.cidr;
    if (prefix == 0 || prefix > family.bits()) {
      return SetError.INVALID_CIDR;
    }
    SetError protocol = HashIpPort.checkProtocol(entry);
    if (protocol != null) {
      return protocol;
    }
    int port = PacketPort.hasNumber(entry.protocol, family) ? entry.port : 0;
    int portTo = HashIpPort.lastPort(entry, op);
    int low = portTo < 0 ? port : Math.min(port, portTo);
    int high = portTo < 0 ? port : Math.max(port, portTo);
    if (op.isTest() || entry.ipTo == null) {
      return network(op, ip, prefix, low, high);
    }
    Ranges4 range = Ranges4.of(ip, entry);
    if (range.isWhole()) {
      return SetError.WHOLE_RANGE;
    }
    for (long at = range.first(); at <= range.last(); ) {
      int fits = Ranges4.prefix(at, range.last());
      SetError error = network(op, Address.ipv4(at), fits, low, high);
      if (error != null) {
        return error;
      }
      at += 1L << (32 - fits);
    }
    return null;
  }

  private @Nullable SetError network(
      HashOperation op, Address address, int prefix, int low, int high) {
    Family family = address.family();
    for (int port = low; port <= high; port++) {
      Key.putAddress(op.key, address);
      op.key[Key.addressWords(family)] = Key.portWord(port, op.entry.protocol, 0);
      cut(op.key, family, prefix);
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
    cut(key, packet.family(), prefix);
    return true;
  }

  // The last byte of the last word: the prefix length less one in 7 bits, and "nomatch", which keys
  // leave out.

  @Override
  int prefix(int[] keys, int at, Family family) {
    return (keys[at + Key.addressWords(family)] >>> 24) + 1;
  }

  @Override
  void cut(int[] key, Family family, int prefix) {
    Key.cut(key, family, prefix);
    int at = Key.addressWords(family);
    key[at] = (key[at] & 0xff_ffff) | (prefix - 1) << 24;
  }

  @Override
  void describe(int[] keys, int at, Family family, SetEntry into) {
    into.ip = Key.address(keys, at, family);
    into.cidr = prefix(keys, at, family);
    int word = keys[at + Key.addressWords(family)];
    into.port = Key.port(word);
    into.protocol = Key.protocol(word);
  }
}
