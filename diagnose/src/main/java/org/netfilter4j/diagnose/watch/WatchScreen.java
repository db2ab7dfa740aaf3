package org.netfilter4j.diagnose.watch;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.watch.CounterBoard.Order;

/** Counters as a screenful for a terminal (ECMA-48 control sequences). */
public final class WatchScreen {
  /** To the alternate screen, without a cursor. */
  public static final String ENTER = "\033[?1049h\033[?25l\033[2J";

  /** Back, with the cursor. */
  public static final String LEAVE = "\033[?25h\033[?1049l";

  private static final String HOME = "\033[H";
  private static final String END_OF_LINE = "\033[K";
  private static final String END_OF_SCREEN = "\033[J";

  private final CounterBoard board;
  private final WatchText text;
  private final Tongue tongue;
  private final double interval;
  private final @Nullable PacketClass packets;

  public WatchScreen(
      CounterBoard board, Tongue tongue, double interval, @Nullable PacketClass packets) {
    this.board = board;
    this.text = new WatchText(tongue, board);
    this.tongue = tongue;
    this.interval = interval;
    this.packets = packets;
  }

  /** The screen as it is to be, from its upper left corner on. */
  public String frame(int columns, int rows, Order order, boolean paused) {
    StringBuilder screen = new StringBuilder(columns * rows + 64);
    screen.append(HOME);
    line(screen, tongue.bold(WatchText.cut(text.title(interval, packets), columns)));
    String keys =
        tongue.say(
            "q quit   p pause   z begin anew   s sort by "
                + (order == Order.PACKETS ? "bytes" : "packets"),
            "q 退出   p 暂停   z 重新计数   s 按" + (order == Order.PACKETS ? "字节" : "包数") + "排序");
    if (paused) {
      keys = tongue.say("PAUSED   ", "已暂停   ") + keys;
    }
    if (rows > 3) {
      line(screen, tongue.dim(WatchText.cut(keys, columns)));
      line(screen, WatchText.cut(text.head(), columns));
    }
    List<Row> all = board.rows(order);
    int shown = Math.min(all.size(), Math.max(rows - 4, 0));
    for (int i = 0; i < shown; i++) {
      Row row = all.get(i);
      String line = WatchText.cut(text.line(row), columns);
      line(
          screen,
          row.lastPackets() != 0
              ? tongue.bold(line)
              : row.sincePackets() != 0 ? line : tongue.dim(line));
    }
    return screen.append(END_OF_SCREEN).toString();
  }

  private static void line(StringBuilder screen, String line) {
    screen.append(line).append(END_OF_LINE).append("\r\n");
  }
}
