package org.netfilter4j.xt.option;

import java.time.LocalDate;
import java.util.List;
import org.netfilter4j.xt.Rejected;

/** Dates, times of day, and days of week and month as arguments (libxt_time.c). */
public final class Calendar {
  private static final int DAY = 86_400;

  /** Ends of the fields of a date, where the text may end too. */
  private static final String DATE_ENDS = "--T::";

  private static final int[] DATE_MAX = {2038, 12, 31, 23, 59, 59};

  /** The days of the week from Monday; at 0 there is none. */
  private static final List<String> DAYS =
      List.of("", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

  private Calendar() {}

  /** The name of a day of the week, 1 for Monday. */
  public static String day(int number) {
    return DAYS.get(number);
  }

  /** {@code YYYY[-MM[-DD[Thh[:mm[:ss]]]]]} in UTC, as seconds since 1970. */
  public static Syntax<Long> date() {
    return Spelled.of(
        "YYYY[-MM[-DD[Thh[:mm[:ss]]]]]",
        Calendar::date,
        List.of(
            "1970",
            "1970-00",
            "2038",
            "2021-02",
            "2021-02-31",
            "2024-12-31T23",
            "2024-1-2T3:4",
            "2024-02-29T23:59:59",
            "2021-00",
            "2021-01-00T05",
            "2038-12-31T23:59:59",
            "1970-01-01T00:00:01",
            " 2021"),
        List.of(
            "1969",
            "2039",
            "",
            "2021-13",
            "2021-01-32",
            "2021-01-01 05:00",
            "2021-01-01T24",
            "2021-01-01T05:60",
            "2021-01-01T05:05:60",
            "2021-01-01T05:05:05Z",
            "today"));
  }

  private static long date(String text) {
    int[] fields = {0, 1, 1, 0, 0, 0};
    int at = 0;
    for (int i = 0; i < fields.length; i++) {
      Strtoul number = Strtoul.of(text, at, 10);
      at = number.end();
      fields[i] = number.value();
      boolean last = at == text.length();
      boolean goesOn = !last && i < 5 && text.charAt(at) == DATE_ENDS.charAt(i);
      if (!last && !goesOn
          || Integer.compareUnsigned(fields[i], DATE_MAX[i]) > 0
          || fields[0] < 1970) {
        throw Rejected.parameter(
            "Invalid date \"" + text + "\" specified. Should be YYYY[-MM[-DD[Thh[:mm[:ss]]]]]");
      }
      if (last) {
        break;
      }
      at++;
    }
    // As mktime(3): month 0 is the last of the year before, day 31 of a short month runs over.
    LocalDate day =
        LocalDate.of(fields[0], 1, 1).plusMonths(fields[1] - 1L).plusDays(fields[2] - 1L);
    long seconds = day.toEpochDay() * DAY + fields[3] * 3600L + fields[4] * 60L + fields[5];
    if (seconds < 0) {
      throw Rejected.other("mktime returned an error");
    }
    return seconds;
  }

  /** {@code hh:mm[:ss]}, as seconds of the day. */
  public static Syntax<Integer> daytime() {
    return Spelled.of(
        "hh:mm[:ss]",
        Calendar::daytime,
        List.of("00:00", "23:59:59", "12:30", "8:5", "08:00:00", "18:00", "6:", ":", "23:59"),
        List.of("24:00", "12", "", "12:60", "12:00:60", "12:00:00:00", "noon", "12.30", "12:x"));
  }

  private static int daytime(String text) {
    int[] fields = new int[3];
    int at = 0;
    int start = 0;
    for (int i = 0; i < 3; i++) {
      start = at;
      Strtoul number = Strtoul.of(text, at, 10);
      at = number.end();
      fields[i] = number.value();
      boolean last = at == text.length();
      if (Integer.compareUnsigned(fields[i], i == 0 ? 23 : 59) > 0
          || (last ? i == 0 : i == 2 || text.charAt(at) != ':')) {
        throw Rejected.parameter(
            "invalid time \""
                + text.substring(start)
                + "\" specified, should be hh:mm[:ss] format and within the boundaries");
      }
      if (last) {
        break;
      }
      at++;
    }
    return fields[0] * 3600 + fields[1] * 60 + fields[2];
  }

  /** {@code day[,day...]} of the month, as bits 1 to 31. */
  public static Syntax<Integer> monthdays() {
    return Spelled.of(
        "day[,day...]",
        Calendar::monthdays,
        List.of("1", "31", "1,2,3", "22,21,23,1", "4,11,12,13,14", "0x1f", "07", "1,1,1", "30,"),
        List.of("32", "1,32", "x", "-1", "1-5", "08", "1;2", "mon"));
  }

  private static int monthdays(String text) {
    int days = 0;
    for (String word : segments(text)) {
      String day = word.substring(0, Math.min(2, word.length()));
      Strtoul number = Strtoul.of(day, 0, 0);
      if (number.end() < day.length() || Integer.compareUnsigned(number.value(), 31) > 0) {
        throw Rejected.parameter(day + " is not a valid day for --monthdays");
      }
      days |= 1 << number.value();
    }
    return days;
  }

  /** {@code day[,day...]} of the week, by name or number, as bits 1 (Monday) to 7. */
  public static Syntax<Integer> weekdays() {
    return Spelled.of(
            "day[,day...]",
            Calendar::weekdays,
            List.of(
                "Mon",
                "Sa,Su",
                "1",
                "7",
                "Mon,Tue,Wed,Thu,Fri",
                "Sun,6,Fr",
                "Tues",
                "Mon;Tue",
                "Mon-Fri"),
            List.of("0", "mon", "M", "Mon,Xyz", "Mon,,Tue", "x", "Mo,tu", "Mon,0"))
        .offering(Offer.some(DAYS.subList(1, DAYS.size())));
  }

  private static int weekdays(String text) {
    int days = 0;
    for (String word : segments(text)) {
      String day = word.substring(0, Math.min(3, word.length()));
      Strtoul number = Strtoul.of(day, 0, 0);
      if (number.end() == day.length()) {
        if (number.value() == 0) {
          throw Rejected.parameter("No, the week does NOT begin with Sunday.");
        }
        days |= 1 << number.value();
        continue;
      }
      int named = 0;
      for (int i = 1; i < DAYS.size(); i++) {
        named |= day.startsWith(DAYS.get(i).substring(0, 2)) ? 1 << i : 0;
      }
      if (named == 0) {
        throw Rejected.parameter(day + " is not a valid day specifier");
      }
      days |= named;
    }
    // The kernel's field has eight bits.
    return days & 0xff;
  }

  /** What lies between commas; nothing after the last one. */
  private static List<String> segments(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    String whole = text.endsWith(",") ? text.substring(0, text.length() - 1) : text;
    return List.of(whole.split(",", -1));
  }
}
