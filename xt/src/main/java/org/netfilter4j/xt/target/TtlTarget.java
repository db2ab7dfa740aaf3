package org.netfilter4j.xt.target;

import org.netfilter4j.model.Family;

/** {@code -j TTL}: changes the time to live (xt_HL.c, revision 0). */
public final class TtlTarget extends HopsTarget {
  public TtlTarget() {
    super("TTL", Family.IPV4);
  }
}
