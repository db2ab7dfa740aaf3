package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;

/**
 * {@code hash:net,port,net}: two networks, a protocol and a port (ip_set_hash_netportnet.c,
 * revision 3).
 */
final class HashNetPortNet extends HashType {
  HashNetPortNet() {
    super(
        "hash:net,port,net",
        "netportnethash",
        3,
        List.of(ElementPart.NET, ElementPart.PROTO_PORT, ElementPart.NET),
        Set.of(SetFeature.IP, SetFeature.PORT, SetFeature.IP2, SetFeature.NOMATCH),
        new KeyLayout(2, 8).port(0, 7).network(0, 2).network(1, 3).aligned());
  }

  @Override
  boolean hasPrefixZero() {
    return true;
  }
}
