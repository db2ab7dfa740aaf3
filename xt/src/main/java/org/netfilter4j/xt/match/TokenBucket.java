package org.netfilter4j.xt.match;

import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.RateLimit;

/** A bucket of credits: every packet costs some, and time brings new ones. */
record TokenBucket(CreditBucket bucket, int cost, int full, Label label) implements RateLimit {
  @Override
  public Outcome test(Context context) {
    return bucket.take(context.now(), cost, full) ? Outcome.TRUE : Outcome.FALSE;
  }
}
