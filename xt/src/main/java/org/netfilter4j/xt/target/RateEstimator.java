package org.netfilter4j.xt.target;

/**
 * An average of bytes and packets per second that moves with time (gen_estimator.c). The kernel
 * counts by a timer; here what the timer would have done is done when somebody asks or counts.
 *
 * <p>Not safe for several threads.
 */
public final class RateEstimator {
  /**
   * How an estimator measures (struct gnet_estimator).
   *
   * @param interval seconds from one count to the next, as a power of 2: -2 to 3
   * @param log the weight of the average, as a power of 2: 1 to 30
   */
  public record Measure(int interval, int log) {}

  private static final long QUARTER = 250_000_000L;

  /** Quarters of a second are counted with so many bits of fraction … */
  private static final int SHIFT = 10;

  /** … which are so many of a second's. */
  private static final int FRACTION = 8;

  private Measure measure = new Measure(0, 0);
  private boolean started;

  /** When the next interval ends, in nanoseconds. */
  private long next;

  private long bytes;
  private long packets;
  private long averageBytes;
  private long averagePackets;

  /** Says how it measures; until then it measures nothing. */
  void measure(Measure by) {
    measure = by;
  }

  /** Counts a packet. */
  void count(long length, long now) {
    advance(now);
    bytes += length;
    packets++;
  }

  /** Bytes per second on average. */
  public long bytesPerSecond(long now) {
    advance(now);
    return averageBytes >>> FRACTION;
  }

  /** Packets per second on average. */
  public long packetsPerSecond(long now) {
    advance(now);
    return averagePackets >>> FRACTION;
  }

  private void advance(long now) {
    int doubled = measure.interval() + 2;
    long interval = QUARTER << doubled;
    if (!started) {
      started = true;
      next = now + interval;
    }
    while (now - next >= 0) {
      averageBytes = moved(averageBytes, bytes << (SHIFT - doubled));
      averagePackets = moved(averagePackets, packets << (SHIFT - doubled));
      boolean still =
          bytes == 0
              && packets == 0
              && averageBytes >>> measure.log() == 0
              && averagePackets >>> measure.log() == 0;
      bytes = 0;
      packets = 0;
      // Nothing moves any more, however many intervals have passed.
      next += still ? ((now - next) / interval + 1) * interval : interval;
    }
  }

  private long moved(long average, long rate) {
    return average + (rate >>> measure.log()) - (average >>> measure.log());
  }
}
