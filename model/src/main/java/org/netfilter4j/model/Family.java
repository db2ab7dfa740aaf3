package org.netfilter4j.model;

/** The network protocol family of a ruleset: the kernel's NFPROTO_IPV4 and NFPROTO_IPV6. */
public enum Family {
  IPV4(32),
  IPV6(128);

  private final int bits;

  Family(int bits) {
    this.bits = bits;
  }

  /** The width of an address, in bits. */
  public int bits() {
    return bits;
  }

  /** The width of an address, in bytes. */
  public int bytes() {
    return bits / 8;
  }
}
