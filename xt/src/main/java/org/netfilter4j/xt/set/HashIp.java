package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;

/** {@code hash:ip}: addresses, under a mask if the set has one (ip_set_hash_ip.c, revision 6). */
final class HashIp extends HashType {
  HashIp() {
    super(
        "hash:ip",
        "iphash",
        6,
        List.of(ElementPart.IP),
        Set.of(SetFeature.IP),
        new KeyLayout(1, 0));
  }

  @Override
  public Set<String> ignoredWords() {
    return Set.of("probes", "resize", "gc");
  }

  @Override
  public boolean allowsRange(boolean test) {
    return true;
  }

  @Override
  boolean hasMasks() {
    return true;
  }

  @Override
  @Nullable SetError refuse(SetEntry entry, SetHeader header) {
    return entry.ip == null || isAny(entry.ip, header) ? SetError.HASH_ELEMENT : null;
  }

  @Override
  boolean refusesZeroEnd(SetEntry entry, SetHeader header) {
    return true;
  }

  @Override
  long step(SetHeader header) {
    return header.netmask() < 0 ? 1 : 1L << (32 - header.netmask());
  }

  @Override
  boolean accepts(int[] key, SetHeader header, Family family) {
    return !KeyLayout.isZero(key, family);
  }
}
