package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code hash:ip,mac}: an address and an Ethernet address (ip_set_hash_ipmac.c, revision 1). */
final class HashIpMac extends HashType {
  HashIpMac() {
    super(
        "hash:ip,mac",
        "ipmachash",
        1,
        List.of(ElementPart.IP, ElementPart.MAC),
        Set.of(SetFeature.IP, SetFeature.MAC),
        new KeyLayout(1, 8).ether(0));
  }

  @Override
  @Nullable SetError refuse(SetEntry entry, SetHeader header) {
    return entry.ether == 0 ? SetError.HASH_ELEMENT : null;
  }
}
