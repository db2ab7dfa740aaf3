package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;

/** {@code hash:ip,port}: an address, a protocol and a port (ip_set_hash_ipport.c, revision 7). */
final class HashIpPort extends HashType {
  /** What types with ports took once: {@code hash:ip,port} and those made of it. */
  static final Set<String> IGNORED_WORDS = Set.of("probes", "resize", "from", "to", "network");

  HashIpPort() {
    super(
        "hash:ip,port",
        "ipporthash",
        7,
        List.of(ElementPart.IP, ElementPart.PROTO_PORT),
        Set.of(SetFeature.IP, SetFeature.PORT),
        new KeyLayout(1, 4).port(0, 2));
  }

  @Override
  public Set<String> ignoredWords() {
    return IGNORED_WORDS;
  }

  @Override
  boolean hasMasks() {
    return true;
  }

  @Override
  @Nullable SetError refuse(SetEntry entry, SetHeader header) {
    return entry.ip == null || isAny(entry.ip, header) ? SetError.INVALID : null;
  }

  @Override
  boolean accepts(int[] key, SetHeader header, Family family) {
    return !KeyLayout.isZero(key, family);
  }
}
