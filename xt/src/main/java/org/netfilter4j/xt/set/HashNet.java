package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;

/** {@code hash:net}: networks (ip_set_hash_net.c, revision 7). */
final class HashNet extends HashType {
  private static final List<ElementPart> PARTS = List.of(ElementPart.NET);
  private static final Set<SetFeature> FEATURES = Set.of(SetFeature.IP, SetFeature.NOMATCH);

  @Override
  public String name() {
    return "hash:net";
  }

  @Override
  public List<String> aliases() {
    return List.of("nethash");
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
    if (ip == null) {
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
    if (op.isTest() || entry.ipTo == null) {
      Key.putAddress(op.key, ip);
      cut(op.key, family, prefix);
      return op.step();
    }
    Ranges4 range = Ranges4.of(ip, entry);
    if (range.isWhole()) {
      return SetError.WHOLE_RANGE;
    }
    for (long at = range.first(); at <= range.last(); ) {
      int fits = Ranges4.prefix(at, range.last());
      Key.putAddress(op.key, Family.IPV4, 0, at);
      cut(op.key, family, fits);
      SetError error = op.step();
      if (error != null) {
        return error;
      }
      at += 1L << (32 - fits);
    }
    return null;
  }

  @Override
  boolean key(Packet packet, SetQuery query, SetHeader header, int prefix) {
    Key.putAddress(query.key, packet, query.isSource(0));
    cut(query.key, packet.family(), prefix);
    return true;
  }

  // The last word: two bytes of padding, "nomatch", which keys leave out, and the prefix length.

  @Override
  int prefix(int[] keys, int at, Family family) {
    return keys[at + Key.addressWords(family)] >>> 24;
  }

  @Override
  void cut(int[] key, Family family, int prefix) {
    Key.cut(key, family, prefix);
    key[Key.addressWords(family)] = prefix << 24;
  }

  @Override
  void describe(int[] keys, int at, Family family, SetEntry into) {
    into.ip = Key.address(keys, at, family);
    into.cidr = prefix(keys, at, family);
  }
}
