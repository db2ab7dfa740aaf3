package org.netfilter4j.xt.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.PacketBuilder;

/** The times that {@code -m time} means, told by java.time, at moments all over its range. */
class TimeTest {
  private final Random random = new Random(20261123);
  private final Situation situation =
      new Situation(
          PacketBuilder.of(Family.IPV4)
              .source("192.0.2.1")
              .destination("192.0.2.2")
              .udp(1, 2)
              .build());

  @Test
  void agreesWithTheCalendar() {
    int matched = 0;
    for (int i = 0; i < 400; i++) {
      LocalTime start = LocalTime.of(random.nextInt(24), random.nextInt(60));
      LocalTime stop = LocalTime.of(random.nextInt(24), random.nextInt(60));
      boolean contiguous = random.nextBoolean() && !start.isBefore(stop);
      Set<Integer> weekdays = some(7, 4);
      Set<Integer> monthdays = some(31, 20);
      LocalDate from = LocalDate.of(1970, 1, 1).plusDays(random.nextInt(9000));
      LocalDate to = from.plusDays(random.nextInt(12_000));
      Condition condition =
          Situation.condition(
              "time",
              Family.IPV4,
              "--timestart %s --timestop %s --weekdays %s --monthdays %s --datestart %s --datestop %s"
                      .formatted(start, stop, text(weekdays), text(monthdays), from, to)
                  + (contiguous ? " --contiguous" : ""));
      for (int j = 0; j < 60; j++) {
        LocalDateTime now = moment(from, to, start, stop);
        situation.now = now.toEpochSecond(ZoneOffset.UTC) * 1_000_000_000L + random.nextInt(1000);
        boolean expected =
            !now.isBefore(from.atStartOfDay())
                && !now.isAfter(to.atStartOfDay())
                && isWithin(now.toLocalTime(), start, stop)
                && isOn(now, stop, contiguous, weekdays, monthdays);
        assertThat(situation.test(condition))
            .as("%s at %s", condition, now)
            .isEqualTo(expected ? Outcome.TRUE : Outcome.FALSE);
        matched += expected ? 1 : 0;
      }
    }
    assertThat(matched).isGreaterThan(1000);
  }

  private static boolean isWithin(LocalTime time, LocalTime start, LocalTime stop) {
    boolean afterStart = !time.isBefore(start);
    boolean beforeStop = !time.isAfter(stop);
    return start.isBefore(stop) ? afterStart && beforeStop : afterStart || beforeStop;
  }

  private static boolean isOn(
      LocalDateTime now,
      LocalTime stop,
      boolean contiguous,
      Set<Integer> weekdays,
      Set<Integer> monthdays) {
    boolean night = contiguous && !now.toLocalTime().isAfter(stop);
    LocalDate day = night ? now.toLocalDate().minusDays(1) : now.toLocalDate();
    return weekdays.contains(day.getDayOfWeek().getValue())
        && monthdays.contains(day.getDayOfMonth());
  }

  /** Anywhere between the dates or near their ends, often at an end of the times. */
  private LocalDateTime moment(LocalDate from, LocalDate to, LocalTime start, LocalTime stop) {
    long days = to.toEpochDay() - from.toEpochDay();
    LocalDate day =
        switch (random.nextInt(8)) {
          case 0 -> from.plusDays(random.nextInt(2) - 1);
          case 1 -> to.plusDays(random.nextInt(2) - 1);
          default -> from.plusDays(random.nextLong(days + 1));
        };
    LocalTime time =
        switch (random.nextInt(6)) {
          case 0 -> start;
          case 1 -> stop;
          case 2 -> start.minusSeconds(1);
          case 3 -> stop.plusSeconds(1);
          default -> LocalTime.ofSecondOfDay(random.nextInt(86_400));
        };
    return day.atTime(time);
  }

  private Set<Integer> some(int last, int count) {
    Set<Integer> some = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      some.add(1 + random.nextInt(last));
    }
    return some;
  }

  private static String text(Set<Integer> numbers) {
    return numbers.stream().map(Object::toString).collect(Collectors.joining(","));
  }
}
