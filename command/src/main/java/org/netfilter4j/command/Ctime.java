package org.netfilter4j.command;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.List;

/** The time as ctime(3) writes it, without the end of line: {@code Sun Nov 22 22:20:48 2026}. */
public final class Ctime {
  private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private Ctime() {}

  /** The clock's time in its zone. */
  public static String of(Clock clock) {
    ZonedDateTime now = ZonedDateTime.now(clock);
    return DAYS.get(now.getDayOfWeek().getValue() - 1)
        + " "
        + MONTHS.get(now.getMonthValue() - 1)
        + (now.getDayOfMonth() < 10 ? "  " : " ")
        + now.getDayOfMonth()
        + " "
        + two(now.getHour())
        + ":"
        + two(now.getMinute())
        + ":"
        + two(now.getSecond())
        + " "
        + now.getYear();
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }
}
