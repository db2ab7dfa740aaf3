package org.netfilter4j.xt.target;

import org.netfilter4j.model.Hook;

/** {@code -j SNPT}: another prefix for the source, without connection tracking. */
public final class SnptTarget extends PrefixTranslation {
  public SnptTarget() {
    super("SNPT", Hook.INPUT.bit() | Hook.POSTROUTING.bit(), true);
  }
}
