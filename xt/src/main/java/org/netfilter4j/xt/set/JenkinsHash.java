package org.netfilter4j.xt.set;

/** The kernel's hash over keys. */
final class JenkinsHash {
  private JenkinsHash() {}

  /** Jenkins' lookup3 over words: the kernel's jhash2, linux/jhash.h. */
  static int of(int[] key, int words, int initval) {
    int a = 0xdeadbeef + (words << 2) + initval;
    int b = a;
    int c = a;
    int at = 0;
    int left = words;
    while (left > 3) {
      a += key[at];
      b += key[at + 1];
      c += key[at + 2];
      a = (a - c) ^ Integer.rotateLeft(c, 4);
      c += b;
      b = (b - a) ^ Integer.rotateLeft(a, 6);
      a += c;
      c = (c - b) ^ Integer.rotateLeft(b, 8);
      b += a;
      a = (a - c) ^ Integer.rotateLeft(c, 16);
      c += b;
      b = (b - a) ^ Integer.rotateLeft(a, 19);
      a += c;
      c = (c - b) ^ Integer.rotateLeft(b, 4);
      b += a;
      left -= 3;
      at += 3;
    }
    if (left == 3) {
      c += key[at + 2];
    }
    if (left >= 2) {
      b += key[at + 1];
    }
    a += key[at];
    c = (c ^ b) - Integer.rotateLeft(b, 14);
    a = (a ^ c) - Integer.rotateLeft(c, 11);
    b = (b ^ a) - Integer.rotateLeft(a, 25);
    c = (c ^ b) - Integer.rotateLeft(b, 16);
    a = (a ^ c) - Integer.rotateLeft(c, 4);
    b = (b ^ a) - Integer.rotateLeft(a, 14);
    return (c ^ b) - Integer.rotateLeft(b, 24);
  }
}
