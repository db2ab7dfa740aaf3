package org.netfilter4j.xt.match;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** How dates, times of the day and days are printed, in UTC. */
final class CalendarText {
  private CalendarText() {}

  /** {@code 23:59:59}, of seconds of the day. */
  static String daytime(int seconds) {
    return String.format(
        Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** {@code 2038-01-19T03:14:07}, with other words instead of the T. */
  static String date(long seconds, String between) {
    LocalDateTime date = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    return date.toLocalDate() + between + daytime(date.toLocalTime().toSecondOfDay());
  }

  /** The days whose bits are set, from 1 to the last, with "," between them. */
  static String days(int bits, int last, IntFunction<String> name) {
    List<String> days = new ArrayList<>();
    for (int i = 1; i <= last; i++) {
      if ((bits >>> i & 1) != 0) {
        days.add(name.apply(i));
      }
    }
    return String.join(",", days);
  }
}
