package org.netfilter4j.xt.match;

/** What is left of the credits, and since when. */
final class CreditBucket {
  private long since = Long.MIN_VALUE;
  private int credit;

  CreditBucket(int credit) {
    this.credit = credit;
  }

  boolean take(long nanoseconds, int cost, int full) {
    long jiffies = nanoseconds / 1_000_000;
    if (since != Long.MIN_VALUE) {
      credit += (int) (jiffies - since) * 32;
    }
    since = jiffies;
    if (Integer.compareUnsigned(credit, full) > 0) {
      credit = full;
    }
    if (Integer.compareUnsigned(credit, cost) < 0) {
      return false;
    }
    credit -= cost;
    return true;
  }
}
