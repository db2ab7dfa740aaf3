package org.netfilter4j.xt.lower;

import org.netfilter4j.model.Operation;

/** What a target does to a packet. */
public interface Effect extends Operation {
  /** Does it. */
  Result apply(Context context);
}
