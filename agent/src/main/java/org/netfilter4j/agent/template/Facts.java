package org.netfilter4j.agent.template;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.linux.HostNetwork;

/** What references in rule files stand for. */
public interface Facts {
  /** The value of an environment variable; null where it is not set. */
  @Nullable String variable(String name);

  /** The machine's name, as {@code uname -n} prints it. */
  String hostName();

  /** The machine's interfaces, addresses and default routes. */
  HostNetwork network();
}
