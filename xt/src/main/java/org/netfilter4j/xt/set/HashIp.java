package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;

/** {@code hash:ip}: addresses, under a mask if the set has one (ip_set_hash_ip.c, revision 6). */
final class HashIp extends HashType {
  private static final List<ElementPart> PARTS = List.of(ElementPart.IP);
  private static final Set<SetFeature> FEATURES = Set.of(SetFeature.IP);

  @Override
  public String name() {
    return "hash:ip";
  }

  @Override
  public List<String> aliases() {
    return List.of("iphash");
  }

  @Override
  public int revision() {
    return 6;
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
    return Key.addressWords(family);
  }

  @Override
  int headBytes(Family family) {
    return family == Family.IPV4 ? 168 : 176;
  }

  @Override
  @Nullable SetError apply(HashOperation op) {
    SetEntry entry = op.entry;
    Address ip = entry.ip;
    if (ip == null) {
      return SetError.PROTOCOL;
    }
    Address mask = mask(op.header);
    Address masked = mask == null ? ip : ip.and(mask);
    if (ip.family() == Family.IPV6) {
      if (entry.ipTo != null) {
        return SetError.RANGE_UNSUPPORTED;
      }
      if (entry.cidr >= 0 && entry.cidr != 128) {
        return SetError.INVALID_CIDR;
      }
    }
    if (masked.isAny()) {
      return SetError.HASH_ELEMENT;
    }
    if (op.isTest() || ip.family() == Family.IPV6) {
      Key.putAddress(op.key, masked);
      return op.step();
    }
    Ranges4 range = Ranges4.of(masked, entry);
    if (range.error() != null) {
      return range.error();
    }
    if (entry.ipTo != null && entry.ipTo.isAny()) {
      return SetError.HASH_ELEMENT;
    }
    long hosts = op.header.netmask() < 0 ? 1 : 1L << (32 - op.header.netmask());
    for (long at = range.first(); at <= range.last(); at += hosts) {
      Key.putAddress(op.key, Family.IPV4, 0, at);
      SetError error = op.step();
      if (error != null) {
        return error;
      }
    }
    return null;
  }

  @Override
  boolean key(Packet packet, SetQuery query, SetHeader header, int prefix) {
    int[] key = query.key;
    Key.putAddress(key, packet, query.isSource(0));
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
  }
}
