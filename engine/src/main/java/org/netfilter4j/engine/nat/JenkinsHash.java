package org.netfilter4j.engine.nat;

/**
 * Bob Jenkins' lookup3 hash of 32-bit words (public domain, 2006), with the initial value that
 * Linux gives it (jhash2), so that the same packets choose the same addresses as there.
 */
final class JenkinsHash {
  private static final int INITIAL = 0xdeadbeef;

  private JenkinsHash() {}

  /** The hash of four words. */
  static int hash(int k0, int k1, int k2, int k3, int initial) {
    int a = INITIAL + (4 << 2) + initial;
    int b = a;
    int c = a;
    a += k0;
    b += k1;
    c += k2;
    a = a - c ^ Integer.rotateLeft(c, 4);
    c += b;
    b = b - a ^ Integer.rotateLeft(a, 6);
    a += c;
    c = c - b ^ Integer.rotateLeft(b, 8);
    b += a;
    a = a - c ^ Integer.rotateLeft(c, 16);
    c += b;
    b = b - a ^ Integer.rotateLeft(a, 19);
    a += c;
    c = c - b ^ Integer.rotateLeft(b, 4);
    b += a;
    a += k3;
    c = (c ^ b) - Integer.rotateLeft(b, 14);
    a = (a ^ c) - Integer.rotateLeft(c, 11);
    b = (b ^ a) - Integer.rotateLeft(a, 25);
    c = (c ^ b) - Integer.rotateLeft(b, 16);
    a = (a ^ c) - Integer.rotateLeft(c, 4);
    b = (b ^ a) - Integer.rotateLeft(a, 14);
    return (c ^ b) - Integer.rotateLeft(b, 24);
  }
}
