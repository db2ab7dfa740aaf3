package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;

/**
 * {@code hash:ip,port,net}: an address, a protocol, a port and a network (ip_set_hash_ipportnet.c,
 * revision 8).
 */
final class HashIpPortNet extends HashType {
  HashIpPortNet() {
    super(
        "hash:ip,port,net",
        "ipportnethash",
        8,
        List.of(ElementPart.IP, ElementPart.PROTO_PORT, ElementPart.NET),
        Set.of(SetFeature.IP, SetFeature.PORT, SetFeature.IP2, SetFeature.NOMATCH),
        new KeyLayout(2, 4).port(0, 3).network(1, 2).packed());
  }

  @Override
  public Set<String> ignoredWords() {
    return HashIpPort.IGNORED_WORDS;
  }
}
