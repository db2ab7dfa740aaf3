package org.netfilter4j.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long the agent waits, and when it looks. */
class TimesTest {
  @Test
  void attemptsThatFailComeEverMoreRarelyUpToALimit() {
    Backoff backoff = new Backoff(Duration.ofSeconds(30), new Random(1));
    double expected = 0.5;
    for (int i = 0; i < 40; i++) {
      double seconds = backoff.failed() / 1e9;
      assertThat(seconds).isBetween(expected * 0.74, expected * 1.26);
      expected = Math.min(30, expected * 2);
    }
    backoff.succeeded();
    assertThat(backoff.failed() / 1e9).isBetween(0.37, 0.63);
  }

  @Test
  void waitsOfTwoAgentsDiffer() {
    Backoff one = new Backoff(Duration.ofSeconds(30), new Random(1));
    Backoff other = new Backoff(Duration.ofSeconds(30), new Random(2));
    assertThat(one.failed()).isNotEqualTo(other.failed());
  }

  @Test
  void aLimitShorterThanTheFirstWaitCounts() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), new Random(1));
    assertThat(backoff.failed() / 1e9).isLessThan(0.126);
  }

  @Test
  void tooManyRepairsInAMinuteAreAFight() {
    long second = TimeUnit.SECONDS.toNanos(1);
    // The monotonic clock may begin anywhere, and go over its end.
    long now = Long.MAX_VALUE - 5 * second;
    RecentRepairs repairs = new RecentRepairs(4);
    assertThat(repairs.areTooMany(now)).isFalse();
    for (int i = 0; i < 4; i++) {
      assertThat(repairs.areTooMany(now)).isFalse();
      repairs.add(now, i == 0 ? "ufw" : "firewalld");
      now += 5 * second;
    }
    assertThat(repairs.areTooMany(now)).isTrue();
    assertThat(repairs.areFew(now)).isFalse();
    assertThat(repairs.programs()).isEqualTo("firewalld (3 times), ufw (1 times)");
    now += 45 * second;
    assertThat(repairs.count(now)).isEqualTo(3);
    assertThat(repairs.areTooMany(now)).isFalse();
    now += 20 * second;
    assertThat(repairs.areFew(now)).isTrue();
    assertThat(repairs.programs()).isEqualTo("unknown");
  }

  @Test
  void aReasonThatIsSaidTwiceIsOne() throws InterruptedException {
    Wakeups wakeups = new Wakeups();
    wakeups.add(Wakeups.Reason.FILES);
    wakeups.add(Wakeups.Reason.FILES);
    wakeups.add(Wakeups.Reason.HOST);
    assertThat(wakeups.await(System.nanoTime()))
        .isEqualTo(EnumSet.of(Wakeups.Reason.FILES, Wakeups.Reason.HOST));
    assertThat(wakeups.await(System.nanoTime() - 1)).isEmpty();
  }

  @Test
  void aReasonEndsTheWait() throws InterruptedException {
    Wakeups wakeups = new Wakeups();
    long begin = System.nanoTime();
    Thread.ofPlatform()
        .start(() -> {
          try {
            TimeUnit.MILLISECONDS.sleep(50);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          wakeups.add(Wakeups.Reason.STOP);
        });
    assertThat(wakeups.await(begin + TimeUnit.SECONDS.toNanos(20)))
        .containsExactly(Wakeups.Reason.STOP);
    assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(10));
  }
}
