package org.netfilter4j.model;

/** The five places of the IP layer where netfilter is asked, numbered as NF_INET_*. */
public enum Hook {
  PREROUTING,
  INPUT,
  FORWARD,
  OUTPUT,
  POSTROUTING;

  /** The built-in chain that iptables attaches here has the hook's name. */
  public String chain() {
    return name();
  }

  /** The bit of this hook in a mask of hooks, {@code 1 << NF_INET_*}. */
  public int bit() {
    return 1 << ordinal();
  }
}
