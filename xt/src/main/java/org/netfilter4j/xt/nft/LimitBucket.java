package org.netfilter4j.xt.nft;

import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Label;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.RateLimit;

/**
 * nf_tables' token bucket of packets, counted in nanoseconds (nft_limit.c). It begins full.
 *
 * <p>Not safe for several threads.
 */
final class LimitBucket implements RateLimit {
  private static final long SECOND = 1_000_000_000L;

  /** NFT_LIMIT_PKT_BURST_DEFAULT, for a burst of 0. */
  private static final int STANDARD_BURST = 5;

  private final Expression.Limit limit;
  private final long burst;

  /** Nanoseconds that a packet costs. */
  private final long cost;

  private final long most;
  private long tokens;
  private long last;
  private boolean started;

  LimitBucket(Expression.Limit limit) {
    this.limit = limit;
    burst = limit.burst() == 0 ? STANDARD_BURST : limit.burst();
    cost = limit.unit() * SECOND / limit.rate();
    most = cost * burst;
    tokens = most;
  }

  @Override
  public Outcome test(Context context) {
    long now = context.now();
    long elapsed = started ? Math.max(0, now - last) : 0;
    tokens = elapsed > most - tokens ? most : tokens + elapsed;
    last = now;
    started = true;
    if (tokens < cost) {
      return Outcome.FALSE;
    }
    tokens -= cost;
    return Outcome.TRUE;
  }

  @Override
  public Label label() {
    String unit =
        switch ((int) limit.unit()) {
          case 1 -> "sec";
          case 60 -> "min";
          case 3600 -> "hour";
          default -> "day";
        };
    String rate = limit.rate() + "/" + unit;
    return new Label("at most " + rate + ", burst " + burst, "最多 " + rate + "，突发 " + burst);
  }
}
