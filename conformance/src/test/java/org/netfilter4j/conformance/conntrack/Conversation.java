package org.netfilter4j.conformance.conntrack;

import java.util.List;
import org.netfilter4j.conformance.kernel.Seen;
import org.netfilter4j.conformance.kernel.Step;

/** Packets that depend on what came out for those before. */
interface Conversation {
  /** The next packet. */
  Step next();

  /** Tells what came out for it. */
  void seen(List<Seen> all);
}
