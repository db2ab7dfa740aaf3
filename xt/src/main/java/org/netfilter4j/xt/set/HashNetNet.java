package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;

/**
 * {@code hash:net,net}: two networks, under a mask if the set has one (ip_set_hash_netnet.c,
 * revision 4).
 */
final class HashNetNet extends HashType {
  HashNetNet() {
    super(
        "hash:net,net",
        "netnethash",
        4,
        List.of(ElementPart.NET, ElementPart.NET),
        Set.of(SetFeature.IP, SetFeature.IP2, SetFeature.NOMATCH),
        new KeyLayout(2, 4).network(0, 2).network(1, 3).aligned());
  }

  @Override
  boolean hasMasks() {
    return true;
  }

  @Override
  @Nullable SetError refuse(SetEntry entry, SetHeader header) {
    Address ip = entry.ip;
    if (ip == null || ip.family() == Family.IPV4 || (entry.cidr >= 0 && entry.cidr < 128)) {
      return null;
    }
    return isAny(ip, header) ? SetError.HASH_ELEMENT : null;
  }

  @Override
  boolean accepts(int[] key, SetHeader header, Family family) {
    return family == Family.IPV4
        || layout.prefix(key, 0, family, 0) != family.bits()
        || !KeyLayout.isZero(key, family);
  }
}
