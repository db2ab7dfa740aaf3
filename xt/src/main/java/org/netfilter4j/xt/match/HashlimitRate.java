package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.option.LeadingNumber;
import org.netfilter4j.xt.option.Rate;
import org.netfilter4j.xt.option.Rate.Unit;
import org.netfilter4j.xt.option.Syntax;

/**
 * A rate of hashlimit in the arithmetic of the C tool, and its text.
 *
 * @param cost for packets the microseconds from one to the next, for bytes 2^32 by the number of
 *     16-byte pieces in a second; unsigned, not 0
 * @param bytes whether bytes are meant, not packets
 * @param seconds of the unit that it was given in; for bytes how long an idle entry is kept
 */
record HashlimitRate(long cost, boolean bytes, int seconds) {
  /** How long an idle entry is kept where bytes are limited and a burst is given. */
  static final int BURST_SECONDS = 60;

  private static final int BYTES_SECONDS = 15;
  private static final long SCALE = 1_000_000;
  private static final long ALL = 0xffff_ffffL;
  private static final long MOST_BURST = 1_000_000;
  private static final int PIECE = 4;
  private static final String PER_SECOND = "b/s";

  /** The text of numbers of bytes: 1024 by k, and 1024 of those by m. */
  private enum Size {
    M("m", 1 << 20),
    K("k", 1 << 10),
    ONE("", 1);

    private final String letter;
    private final long bytes;

    Size(String letter, int bytes) {
      this.letter = letter;
      this.bytes = bytes;
    }

    /** What a letter makes of a number; any other than m and k nothing. */
    static long factor(String text, int at) {
      char letter = at >= 0 && at < text.length() ? text.charAt(at) : ' ';
      return letter == 'm' ? M.bytes : letter == 'k' ? K.bytes : 1;
    }

    static String text(long number, Size size) {
      return Long.toUnsignedString(Long.divideUnsigned(number, size.bytes)) + size.letter;
    }
  }

  private static long bytesOf(long cost) {
    long pieces = cost == 0 ? ALL : Long.divideUnsigned(ALL, cost);
    return (pieces - 1) << PIECE;
  }

  /** The cost of so many bytes in a second; -1 where the C tool divides by 0. */
  private static long costOf(long bytes) {
    long pieces = (bytes >>> PIECE & ALL) + 1;
    return pieces > ALL ? -1 : ALL / pieces;
  }

  /**
   * The burst that is kept.
   *
   * @param given as it was given; not 0
   */
  long burst(long given) {
    if (!bytes) {
      if (Long.compareUnsigned(given, MOST_BURST) > 0) {
        throw badBurst();
      }
      return given;
    }
    long least = bytesOf(cost);
    if (least == 0 || Long.compareUnsigned(given, least) < 0) {
      throw Rejected.parameter("burst cannot be smaller than " + Math.max(least, 16) + "b");
    }
    // 32 bits of it are divided, and a rest of all of it counts.
    return (given & ALL) / least + (Long.remainderUnsigned(given, least) == 0 ? 0 : 1);
  }

  private static Rejected badBurst() {
    return Rejected.parameter(
        "bad value for option \"--hashlimit-burst\", or out of range (1-" + MOST_BURST + ").");
  }

  /**
   * The rate of a rule.
   *
   * @param factor what the time between packets is multiplied by
   * @param exact such that it can be read back
   */
  static String text(Hashlimit.Data rule, long factor, boolean exact) {
    if (rule.bytes()) {
      long bytes = bytesOf(rule.average());
      return exact ? Math.max(1, bytes) + PER_SECOND : Size.text(bytes, size(rule)) + PER_SECOND;
    }
    long period = rule.average() * factor;
    if (exact) {
      return exact(rule);
    }
    if (period == 0) {
      return "inf";
    }
    Unit unit = Unit.of(period, SCALE);
    return packets(period, unit) + "/" + unit.printed();
  }

  private static String packets(long period, Unit unit) {
    return Long.toUnsignedString(Long.divideUnsigned(unit.seconds() * SCALE, period));
  }

  /** The largest unit loses nothing where a smaller one does; a measured rate is per second. */
  private static String exact(Hashlimit.Data rule) {
    for (Unit unit : List.of(Unit.SECOND, Unit.MINUTE, Unit.HOUR)) {
      long length = unit.seconds() * SCALE;
      long packets = length / rule.average();
      if (rule.rateMatch() || packets > 0 && length / packets == rule.average()) {
        return packets + "/" + unit.printed();
      }
    }
    return packets(rule.average(), Unit.DAY) + "/" + Unit.DAY.printed();
  }

  /** The largest unit in which the rate's cost stays the same. */
  private static Size size(Hashlimit.Data rule) {
    long bytes = bytesOf(rule.average());
    for (Size size : List.of(Size.M, Size.K)) {
      if (bytes >= size.bytes && costOf(bytes & -size.bytes & ALL) == rule.average()) {
        return size;
      }
    }
    return Size.ONE;
  }

  /** The burst of a rule that limits bytes and has one. */
  static String burstText(Hashlimit.Data rule, boolean exact) {
    long rate = bytesOf(rule.average());
    if (exact) {
      // So little that it is rounded up to the burst, and not cut off at 32 bits.
      return (rule.burst() == 1 ? rate : rate * (rule.burst() - 1) + 1) + "b";
    }
    long bytes = rate * rule.burst();
    Size size = bytes >= Size.M.bytes ? Size.M : bytes >= Size.K.bytes ? Size.K : Size.ONE;
    return Size.text(bytes, size) + "b";
  }

  /** The milliseconds after which idle entries go where nothing else is said. */
  static int expiry(Hashlimit.Data rule, long factor) {
    if (rule.bytes()) {
      return (rule.burst() == 0 ? BYTES_SECONDS : BURST_SECONDS) * 1000;
    }
    long period = rule.average() * factor;
    return period == 0 ? 0 : Unit.of(period, SCALE).seconds() * 1000;
  }

  /** How nft's syntax has the rate, with what it says of a burst. */
  static String translated(Hashlimit.Data rule) {
    if (!rule.bytes()) {
      Unit unit = Unit.of(rule.average(), SCALE);
      return packets(rule.average(), unit)
          + "/"
          + unit.word()
          + (rule.burst() == Hashlimit.DEFAULT_BURST ? "" : " burst " + rule.burst() + " packets");
    }
    long bytes = bytesOf(rule.average());
    Size size = size(rule);
    String rate = Long.divideUnsigned(bytes, size.bytes) + " " + size.letter + "bytes/second";
    if (rule.burst() == 0) {
      return rate;
    }
    long burst = bytes * rule.burst();
    Size unit = burst >= Size.M.bytes ? Size.M : burst >= Size.K.bytes ? Size.K : Size.ONE;
    return rate + " burst " + burst / unit.bytes + " " + unit.letter + "bytes";
  }

  /** {@code n[/unit]} for packets, {@code n[k|m]b/s} for bytes. */
  enum RateSyntax implements Syntax<HashlimitRate> {
    SYNTAX;

    @Override
    public HashlimitRate parse(String text, String owner, String option, RuleContext context) {
      long number = LeadingNumber.decimal(text);
      int unit = text.indexOf(PER_SECOND);
      if (unit > 0 && number != 0) {
        long cost = costOf(number * Size.factor(text, unit - 1));
        if (cost < 0) {
          throw Rejected.parameter("Rate too high \"" + text + "\"");
        }
        return new HashlimitRate(cost, true, BYTES_SECONDS);
      }
      int slash = text.indexOf('/');
      @Nullable Unit of = slash < 0 ? Unit.SECOND : Unit.find(text.substring(slash + 1));
      if (of == null || number == 0) {
        throw Rejected.badValue(owner, option, text);
      }
      long period = Long.divideUnsigned(of.seconds() * SCALE, number);
      if (period == 0) {
        throw Rejected.parameter("Rate too fast \"" + text + "\"");
      }
      return new HashlimitRate(period, false, of.seconds());
    }

    @Override
    public String placeholder() {
      return "rate[/second|/minute|/hour|/day], bytes[k|m]b/s";
    }

    @Override
    public Samples samples() {
      Samples packets = Rate.syntax().samples();
      List<String> good = new java.util.ArrayList<>(packets.good());
      good.addAll(
          List.of(
              "1mb/s",
              "100kb/s",
              "20kb/s",
              "512b/s",
              "15b/s",
              "1b/s",
              "4294967295b/s",
              "7m1b/s",
              "1000000/s",
              "60000000/min",
              "33333/s",
              "1000b/sec",
              "1000000kb/s",
              "50 kb/s"));
      return new Samples(
          good,
          List.of(
              "0", "", "x/s", "3/", "5/week", "1000001/s", "-5/s", "b/s", "0b/s", "5/ s", "kb/s"));
    }
  }

  /** {@code n[k|m][b]}. */
  enum BurstSyntax implements Syntax<Long> {
    SYNTAX;

    @Override
    public Long parse(String text, String owner, String option, RuleContext context) {
      LeadingNumber number = LeadingNumber.of(text, 1, 1L << 56);
      if (number == null || number.end() == text.length() && number.value() > MOST_BURST) {
        throw badBurst();
      }
      return number.value() * Size.factor(text, number.end());
    }

    @Override
    public String placeholder() {
      return "number[k|m][b]";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "1", "5", "10", "1000000", "1mb", "100kb", "5k", "20m", "4000mb", "0x10", "7x",
              "16b"),
          List.of("0", "", "x", "-1", "1000001", "0k", "999999999"));
    }
  }
}
