package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code hash:mac}: Ethernet addresses, of any family (ip_set_hash_mac.c, revision 1). */
final class HashMac extends HashType {
  HashMac() {
    super(
        "hash:mac",
        "machash",
        1,
        List.of(ElementPart.MAC),
        Set.of(SetFeature.MAC),
        new KeyLayout(0, 8).ether(0));
  }

  @Override
  @Nullable SetError refuse(SetEntry entry, SetHeader header) {
    return entry.ether == 0 ? SetError.HASH_ELEMENT : null;
  }
}
