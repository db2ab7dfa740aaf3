package org.netfilter4j.diagnose.watch;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Rule;
import org.netfilter4j.rules.Dialect;
import org.netfilter4j.rules.Rules;
import org.netfilter4j.rules.provenance.Origin;

/** Rows in words and numbers. */
final class WatchText {
  private static final String COLUMNS = "%9s %9s %9s %9s  ";
  private static final int OWNER = 10;

  /**
   * First and last of the characters that take two columns (Unicode's East Asian Width W and F).
   */
  private static final int[] WIDE = {
    0x1100, 0x115f, 0x2e80, 0xa4cf, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe30, 0xfe6f, 0xff00, 0xff60,
    0xffe0, 0xffe6, 0x1f300, 0x1faff, 0x20000, 0x3fffd
  };

  private final Tongue tongue;
  private final CounterBoard board;

  WatchText(Tongue tongue, CounterBoard board) {
    this.tongue = tongue;
    this.board = board;
  }

  /** What is watched, and for how long. */
  String title(double interval, @Nullable PacketClass packets) {
    String what =
        packets == null
            ? tongue.say("all rules", "所有规则")
            : tongue.say("rules that can match ", "可能匹配的规则：") + packets;
    return "nf4j watch  "
        + what
        + tongue.say("  every ", "  间隔 ")
        + seconds(interval)
        + tongue.say(", for ", "，已 ")
        + seconds(board.sinceSeconds())
        + tongue.say(
            ", " + board.moving() + " of " + board.size() + " move",
            "，" + board.size() + " 条中 " + board.moving() + " 条在变化");
  }

  private static String seconds(double seconds) {
    return seconds == Math.rint(seconds) || seconds > 10
        ? Math.round(seconds) + " s"
        : String.format(Locale.ROOT, "%.1f s", seconds);
  }

  /** The names of the columns. */
  String head() {
    return String.format(
            Locale.ROOT,
            COLUMNS,
            tongue.say("packets/s", "pkts/s"),
            "bytes/s",
            tongue.say("packets", "packets"),
            "bytes")
        + tongue.say("where, whose, rule", "位置、归属、规则");
  }

  /** A row's line. */
  String line(Row row) {
    double seconds = Math.max(board.lastSeconds(), 1e-3);
    return String.format(
            Locale.ROOT,
            COLUMNS,
            number(row.lastPackets() / seconds),
            number(row.lastBytes() / seconds),
            number((double) row.sincePackets()),
            number((double) row.sinceBytes()))
        + place(row)
        + owner(row)
        + "  "
        + text(row);
  }

  private static String place(Row row) {
    return row.mode().word()
        + (row.family() == Family.IPV6 ? "6 " : " ")
        + row.table().word()
        + " "
        + row.chain()
        + (row.number() == 0 ? "" : " " + row.number());
  }

  private String owner(Row row) {
    Origin origin = board.origin(row);
    String word = origin.isByHand() || row.isTemporary() ? "" : origin.owner();
    return word.isEmpty()
        ? ""
        : "  [" + (word.length() > OWNER ? word.substring(0, OWNER) : word) + "]";
  }

  private String text(Row row) {
    Rule rule = row.rule();
    if (rule == null) {
      return "-P " + row.chain() + " " + row.policy();
    }
    Dialect dialect =
        (row.family() == Family.IPV4 ? Rules.ipv4() : Rules.ipv6())
            .mode(row.mode())
            .table(row.table());
    String words = dialect.print(rule).strip();
    if (row.isTemporary()) {
      return tongue.say("=> the described packets come here: ", "=> 所述数据包到达此处：")
          + words.replaceAll(" *-m comment --comment \"nf4j [^\"]*\"", "");
    }
    return words;
  }

  /** A number in at most seven columns. */
  static String number(double value) {
    if (value < 10_000) {
      return value == Math.rint(value) || value >= 100
          ? Long.toString(Math.round(value))
          : String.format(Locale.ROOT, "%.1f", value);
    }
    String[] units = {"k", "M", "G", "T", "P", "E"};
    double scaled = value;
    int unit = -1;
    while (scaled >= 999.95 && unit < units.length - 1) {
      scaled /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f%s", scaled, units[unit]);
  }

  /** A line cut to so many columns of a terminal; Chinese characters take two. */
  static String cut(String line, int columns) {
    int used = 0;
    int at = 0;
    while (at < line.length()) {
      int character = line.codePointAt(at);
      int width = isWide(character) ? 2 : 1;
      if (used + width > columns) {
        break;
      }
      used += width;
      at += Character.charCount(character);
    }
    // A rule's comment could hold what moves a terminal's cursor.
    return line.substring(0, at).replaceAll("\\p{Cntrl}", "?");
  }

  private static boolean isWide(int character) {
    for (int i = 0; i < WIDE.length; i += 2) {
      if (character >= WIDE[i] && character <= WIDE[i + 1]) {
        return true;
      }
    }
    return false;
  }
}
