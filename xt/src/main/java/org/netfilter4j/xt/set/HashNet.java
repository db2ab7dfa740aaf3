package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;

/** {@code hash:net}: networks (ip_set_hash_net.c, revision 7). */
final class HashNet extends HashType {
  HashNet() {
    super(
        "hash:net",
        "nethash",
        7,
        List.of(ElementPart.NET),
        Set.of(SetFeature.IP, SetFeature.NOMATCH),
        new KeyLayout(1, 4).network(0, 3));
  }

  @Override
  public Set<String> ignoredWords() {
    return Set.of("probes", "resize");
  }
}
