package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;

/**
 * {@code hash:ip,mark}: an address and a packet mark, under the set's markmask
 * (ip_set_hash_ipmark.c, revision 3).
 */
final class HashIpMark extends HashType {
  HashIpMark() {
    super(
        "hash:ip,mark",
        "ipmarkhash",
        3,
        List.of(ElementPart.IP, ElementPart.MARK),
        Set.of(SetFeature.IP, SetFeature.MARK),
        new KeyLayout(1, 4).mark(0));
  }

  @Override
  public Set<String> ignoredWords() {
    return HashIpPort.IGNORED_WORDS;
  }

  @Override
  public boolean allowsRange(boolean test) {
    return true;
  }

  @Override
  @Nullable SetError refuse(SetEntry entry, SetHeader header) {
    Address ip = entry.ip;
    boolean none =
        ip != null && ip.family() == Family.IPV4 && ip.isAny() && refusesZeroEnd(entry, header);
    return none ? SetError.HASH_ELEMENT : null;
  }

  @Override
  boolean refusesZeroEnd(SetEntry entry, SetHeader header) {
    return (entry.packetMark & header.markMask()) == 0;
  }
}
