package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;

/** {@code hash:net,port}: a network, a protocol and a port (ip_set_hash_netport.c, revision 8). */
final class HashNetPort extends HashType {
  HashNetPort() {
    super(
        "hash:net,port",
        "netporthash",
        8,
        List.of(ElementPart.NET, ElementPart.PROTO_PORT),
        Set.of(SetFeature.IP, SetFeature.PORT, SetFeature.NOMATCH),
        new KeyLayout(1, 4).port(0, 2).network(0, 3).packed());
  }
}
