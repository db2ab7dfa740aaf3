package org.netfilter4j.xt.match;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.Locale;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Reading;

/**
 * The time in UTC. The kernel's own time zone, which a host seldom sets, is taken to be UTC too.
 *
 * @param nightEnd until this second of the day the day before counts; -1 for none
 */
record Clock(Part part, int nightEnd) implements Reading {
  private static final int DAY = 86_400;

  /** What of the time is asked for. */
  enum Part {
    /** Seconds since 1970. */
    DATE("date", "日期"),
    /** Seconds since midnight. */
    DAYTIME("time of day", "时刻"),
    /** One bit, 1 for Monday to 7. */
    WEEKDAY("day of the week", "星期"),
    /** One bit, 1 to 31. */
    MONTHDAY("day of the month", "日");

    private final Label label;

    Part(String en, String zh) {
      label = new Label(en, zh);
    }
  }

  @Override
  public Source source() {
    return Source.CLOCK;
  }

  @Override
  public Label label() {
    return part.label;
  }

  @Override
  public Presence read(Context context, Cell into) {
    long seconds = seconds(context);
    long daytime = Math.floorMod(seconds, DAY);
    long day = Math.floorDiv(seconds, DAY) - (daytime <= nightEnd ? 1 : 0);
    into.number(
        switch (part) {
          case DATE -> seconds;
          case DAYTIME -> daytime;
          case WEEKDAY -> 1L << Math.floorMod(day + 3, 7) + 1;
          case MONTHDAY -> 1L << monthday(day);
        });
    return Presence.PRESENT;
  }

  private static long seconds(Context context) {
    return Math.floorDiv(context.now(), 1_000_000_000L);
  }

  /** The day of the month of a day since 1970, in years that begin with March. */
  private static int monthday(long day) {
    long since = Math.floorMod(day + 719_468, 146_097);
    long year = (since - since / 1460 + since / 36_524 - since / 146_096) / 365;
    long ofYear = since - (365 * year + year / 4 - year / 100);
    long month = (5 * ofYear + 2) / 153;
    return (int) (ofYear - (153 * month + 2) / 5 + 1);
  }

  @Override
  public Label explain(Context context, Values values, Outcome outcome) {
    LocalDateTime now = LocalDateTime.ofEpochSecond(seconds(context), 0, ZoneOffset.UTC);
    DayOfWeek day = now.getDayOfWeek();
    String text = now.toString().replace('T', ' ');
    return new Label(
        "it is " + day.getDisplayName(TextStyle.FULL, Locale.ENGLISH) + ", " + text + " UTC",
        "现在是 " + text + " UTC，" + day.getDisplayName(TextStyle.FULL, Locale.CHINESE));
  }
}
