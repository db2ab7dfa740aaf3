package org.netfilter4j.xt.match;

import org.netfilter4j.model.Family;

/** {@code -m ttl}: what the packet's time to live is (xt_hl.c, revision 0). */
public final class Ttl extends HopsMatch {
  public Ttl() {
    super(
        "ttl",
        Family.IPV4,
        "ip ttl",
        "TTL match: You must specify one of `--ttl-eq', `--ttl-lt', `--ttl-gt");
  }
}
