package org.netfilter4j.command;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The system's time in the system's zone. The zone is looked up when a time is printed and not
 * before: reading the zones' data would take a third of a short command's start.
 */
public final class LocalClock extends Clock {
  @Override
  public ZoneId getZone() {
    return ZoneId.systemDefault();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.system(zone);
  }

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public long millis() {
    return System.currentTimeMillis();
  }
}
