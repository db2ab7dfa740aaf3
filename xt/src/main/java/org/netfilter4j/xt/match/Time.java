package org.netfilter4j.xt.match;

import java.util.List;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Calendar;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m time}: the time at which a packet passes (xt_time.c, revision 0). */
public final class Time extends MatchDescriptor<Time.Data> {
  private static final int LAST_SECOND = 86_399;
  private static final int ALL_MONTHDAYS = 0xffff_fffe;
  private static final int ALL_WEEKDAYS = 0xfe;
  private static final Option<Long> DATE_START =
      Option.of("datestart", Calendar.date()).help("not before");
  private static final Option<Long> DATE_STOP =
      Option.of("datestop", Calendar.date()).help("not after");
  private static final Option<Integer> START =
      Option.of("timestart", Calendar.daytime()).help("from that time of the day on");
  private static final Option<Integer> STOP =
      Option.of("timestop", Calendar.daytime()).help("until then, the next day's if it is earlier");
  private static final Option<Boolean> CONTIGUOUS =
      Option.flag("contiguous").help("past midnight the day before counts");
  private static final Option<Integer> WEEKDAYS =
      Option.of("weekdays", Calendar.weekdays()).allowInversion().help("Mon to Sun, or 1 to 7");
  private static final Option<Integer> MONTHDAYS =
      Option.of("monthdays", Calendar.monthdays()).allowInversion().help("1 to 31");
  private static final Option<Boolean> LOCAL_TZ = Option.flag("localtz").exclude("utc");
  private static final Option<Boolean> UTC = Option.flag("utc").exclude("localtz", "kerneltz");
  private static final Option<Boolean> KERNEL_TZ =
      Option.flag("kerneltz").exclude("utc").help("by the kernel's time zone instead of UTC");

  /**
   * struct xt_time_info.
   *
   * @param dateStart seconds since 1970, 32 bits
   * @param start seconds of the day
   * @param monthdays bits 1 to 31
   * @param weekdays bits 1 (Monday) to 7
   * @param kernelZone XT_TIME_LOCAL_TZ
   */
  public record Data(
      long dateStart,
      long dateStop,
      int start,
      int stop,
      int monthdays,
      int weekdays,
      boolean kernelZone,
      boolean contiguous)
      implements Match {
    @Override
    public String name() {
      return "time";
    }

    private boolean wholeDay() {
      return start == 0 && stop == LAST_SECOND;
    }
  }

  public Time() {
    super(
        "time",
        Data.class,
        DATE_START,
        DATE_STOP,
        START,
        STOP,
        CONTIGUOUS,
        MONTHDAYS,
        WEEKDAYS,
        LOCAL_TZ,
        UTC,
        KERNEL_TZ);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    if (args.has(LOCAL_TZ)) {
      context.warn(
          "WARNING: --localtz is being replaced by --kerneltz, since \"local\" is ambiguous. Note"
              + " the kernel timezone has caveats - see manpage for details.");
    }
    int months = args.get(MONTHDAYS, ALL_MONTHDAYS);
    int weeks = args.get(WEEKDAYS, ALL_WEEKDAYS);
    Data data =
        new Data(
            args.get(DATE_START, 0L),
            args.get(DATE_STOP, (long) Integer.MAX_VALUE),
            args.get(START, 0),
            args.get(STOP, LAST_SECOND),
            args.inverted(MONTHDAYS) ? months ^ ALL_MONTHDAYS : months,
            args.inverted(WEEKDAYS) ? weeks ^ ALL_WEEKDAYS : weeks,
            args.has(LOCAL_TZ) || args.has(KERNEL_TZ),
            args.has(CONTIGUOUS));
    if (data.contiguous && data.start < data.stop) {
      throw Rejected.parameter(
          "time: --contiguous only makes sense when stoptime is smaller than starttime");
    }
    return data;
  }

  @Override
  public void save(Data match, Words out) {
    if (!match.wholeDay()) {
      out.option("timestart", CalendarText.daytime(match.start))
          .option("timestop", CalendarText.daytime(match.stop));
    }
    if (match.monthdays != ALL_MONTHDAYS) {
      out.option("monthdays", word(CalendarText.days(match.monthdays, 31, Integer::toString), out));
    }
    if (match.weekdays != ALL_WEEKDAYS) {
      out.option("weekdays", word(CalendarText.days(match.weekdays, 7, Calendar::day), out));
    }
    if (match.dateStart != 0) {
      out.option("datestart", CalendarText.date(match.dateStart, "T"));
    }
    if (match.dateStop != 0 || out.isExact()) {
      out.option("datestop", CalendarText.date(match.dateStop, "T"));
    }
    if (match.kernelZone) {
      out.option("kerneltz", false);
    }
    if (match.contiguous) {
      out.option("contiguous", false);
    }
  }

  /** The C tool prints no day as nothing at all, which can't be read back. */
  private static String word(String days, Words out) {
    return days.isEmpty() && out.isExact() ? "\"\"" : days;
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" TIME");
    if (!match.wholeDay()) {
      out.add(" from ")
          .add(CalendarText.daytime(match.start))
          .add(" to ")
          .add(CalendarText.daytime(match.stop));
    }
    if (match.weekdays != ALL_WEEKDAYS) {
      out.add(" on ").add(CalendarText.days(match.weekdays, 7, Calendar::day));
    }
    if (match.monthdays != ALL_MONTHDAYS) {
      out.add(" on ").add(CalendarText.days(match.monthdays, 31, Time::ordinal));
    }
    if (match.dateStart != 0) {
      out.add(" starting from ").add(CalendarText.date(match.dateStart, " "));
    }
    if (match.dateStop != Integer.MAX_VALUE) {
      out.add(" until date")
          .add(match.dateStop == 0 ? "" : " " + CalendarText.date(match.dateStop, " "));
    }
    out.add(match.kernelZone ? "" : " UTC").add(match.contiguous ? " contiguous" : "");
  }

  /** As the C tool has it: 11st, 12nd and 13rd too. */
  private static String ordinal(int day) {
    return day
        + switch (day % 10) {
          case 1 -> "st";
          case 2 -> "nd";
          case 3 -> "rd";
          default -> "th";
        };
  }

  @Override
  public boolean translate(Data match, Translation out) {
    if (match.dateStart != 0 || match.dateStop != Integer.MAX_VALUE) {
      out.add("meta time \"" + CalendarText.date(match.dateStart, " ") + "\"");
      out.join("-\"" + CalendarText.date(match.dateStop, " ") + "\"");
    }
    if (!match.wholeDay()) {
      out.add(
          " meta hour \""
              + CalendarText.daytime(match.start)
              + "\"-\""
              + CalendarText.daytime(match.stop)
              + "\"");
    }
    if (match.monthdays != ALL_MONTHDAYS) {
      return false;
    }
    if (match.weekdays != ALL_WEEKDAYS) {
      // nft's Sunday is 0, but stays at the end.
      String days =
          CalendarText.days(match.weekdays, 7, day -> Integer.toString(day % 7)).replace(",", ", ");
      out.add(" meta day ").join(days.contains(",") ? "{ " + days + " }" : days);
    }
    return true;
  }

  /** struct xt_time_info: dates, times of the day, days of the month and the week, flags. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 24, Time::write, Time::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u32(0, match.dateStart);
    out.u32(4, match.dateStop);
    out.u32(8, match.start);
    out.u32(12, match.stop);
    out.u32(16, match.monthdays);
    out.u8(20, match.weekdays);
    out.u8(21, (match.kernelZone ? 1 : 0) | (match.contiguous ? 2 : 0));
  }

  private static Data read(StructBytes in) {
    int flags = in.known(in.u8(21), 3);
    return new Data(
        in.u32(0),
        in.u32(4),
        in.s32(8),
        in.s32(12),
        in.s32(16),
        in.u8(20),
        (flags & 1) != 0,
        (flags & 2) != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    boolean sameDay = match.start < match.stop;
    Values daytime =
        sameDay
            ? new Values.Range(match.start, match.stop)
            : new Values.Ranges(
                List.of(
                    new Values.Range(match.start, LAST_SECOND), new Values.Range(0, match.stop)));
    int nightEnd = match.contiguous && !sameDay ? match.stop : -1;
    return Condition.all(
        test(Clock.Part.DATE, -1, new Values.Range(match.dateStart, match.dateStop)),
        test(Clock.Part.DAYTIME, -1, daytime),
        test(Clock.Part.WEEKDAY, nightEnd, new Values.AnyBit(match.weekdays)),
        test(Clock.Part.MONTHDAY, nightEnd, new Values.AnyBit(match.monthdays & 0xffff_ffffL)));
  }

  private static Condition test(Clock.Part part, int nightEnd, Values values) {
    return new Condition.Test(new Clock(part, nightEnd), values);
  }
}
