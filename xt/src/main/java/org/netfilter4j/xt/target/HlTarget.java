package org.netfilter4j.xt.target;

import org.netfilter4j.model.Family;

/** {@code -j HL}: changes the hop limit (xt_HL.c, revision 0). */
public final class HlTarget extends HopsTarget {
  public HlTarget() {
    super("HL", Family.IPV6);
  }
}
