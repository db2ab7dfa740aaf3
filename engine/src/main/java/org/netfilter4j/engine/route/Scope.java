package org.netfilter4j.engine.route;

import java.util.Locale;

/** How far an address or a route reaches (RT_SCOPE_*), with the kernel's numbers. */
public enum Scope {
  GLOBAL(0),
  SITE(200),
  LINK(253),
  HOST(254),
  NOWHERE(255);

  private final int number;

  Scope(int number) {
    this.number = number;
  }

  /** The kernel's number; the larger, the narrower. */
  public int number() {
    return number;
  }

  /** The word in {@code ip} output. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
