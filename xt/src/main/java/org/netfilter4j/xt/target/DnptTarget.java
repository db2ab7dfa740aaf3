package org.netfilter4j.xt.target;

import org.netfilter4j.model.Hook;

/** {@code -j DNPT}: another prefix for the destination, without connection tracking. */
public final class DnptTarget extends PrefixTranslation {
  public DnptTarget() {
    super("DNPT", Hook.PREROUTING.bit() | Hook.OUTPUT.bit(), false);
  }
}
