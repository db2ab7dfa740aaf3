package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;

/**
 * {@code hash:ip,port,ip}: two addresses, a protocol and a port (ip_set_hash_ipportip.c, revision
 * 6).
 */
final class HashIpPortIp extends HashType {
  HashIpPortIp() {
    super(
        "hash:ip,port,ip",
        "ipportiphash",
        6,
        List.of(ElementPart.IP, ElementPart.PROTO_PORT, ElementPart.SINGLE_IP),
        Set.of(SetFeature.IP, SetFeature.PORT, SetFeature.IP2),
        new KeyLayout(2, 4).port(0, 2));
  }

  @Override
  public Set<String> ignoredWords() {
    return HashIpPort.IGNORED_WORDS;
  }
}
