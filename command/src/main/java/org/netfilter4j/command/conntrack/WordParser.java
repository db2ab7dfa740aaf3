package org.netfilter4j.command.conntrack;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.netfilter4j.model.conntrack.FlowEvent;
import org.netfilter4j.model.conntrack.FlowStatus;

/** Lists of words between commas, any of which may be cut short, in either case. */
final class WordParser {
  private static final List<String> STATUS =
      List.of(
          "ASSURED", "SEEN_REPLY", "UNSET", "FIXED_TIMEOUT", "EXPECTED", "OFFLOAD", "HW_OFFLOAD");
  private static final int[] STATUS_BITS = {
    FlowStatus.ASSURED,
    FlowStatus.SEEN_REPLY,
    0,
    FlowStatus.FIXED_TIMEOUT,
    FlowStatus.EXPECTED,
    FlowStatus.OFFLOAD,
    FlowStatus.HW_OFFLOAD
  };
  private static final List<String> EVENTS = List.of("ALL", "NEW", "UPDATES", "DESTROY");

  /** What {@link #EVENTS} stand for. */
  private static final List<Set<FlowEvent.Kind>> EVENT_KINDS =
      List.of(
          allEvents(),
          EnumSet.of(FlowEvent.Kind.NEW),
          EnumSet.of(FlowEvent.Kind.UPDATE),
          EnumSet.of(FlowEvent.Kind.DESTROY));

  /** What {@code -o} takes, in small letters. */
  private enum OutputWord {
    XML,
    EXTENDED,
    TIMESTAMP,
    ID,
    KTIMESTAMP,
    LABELS,
    USERSPACE,
    SAVE;

    static final OutputWord[] ALL = values();
    static final List<String> NAMES = names();

    private static List<String> names() {
      List<String> names = new ArrayList<>();
      for (OutputWord word : ALL) {
        names.add(word.name());
      }
      return names;
    }
  }

  /** Another word for not having SEEN_REPLY; what follows it is passed over. */
  private static final String UNREPLIED = "UNREPLIED";

  private static final int IGNORED = -1;
  private final PrintStream err;

  WordParser(PrintStream err) {
    this.err = err;
  }

  /** What is done with the place of a word in its list. */
  private interface Found {
    void at(int index);
  }

  private void each(String text, List<String> words, Found found) {
    int from = 0;
    while (true) {
      int comma = text.indexOf(',', from);
      int end = comma < 0 ? text.length() : comma;
      int index = end == from ? words.size() : find(text.substring(from, end), words);
      if (index >= words.size()) {
        throw bad(text, from);
      }
      if (index != IGNORED) {
        found.at(index);
      }
      if (comma < 0) {
        return;
      }
      from = comma + 1;
    }
  }

  private static ConntrackRejected bad(String text, int from) {
    return ConntrackRejected.parameter("Bad parameter `" + text.substring(from) + "'");
  }

  /** The first word that begins so; the number of words where none does. */
  private int find(String beginning, List<String> words) {
    if (begins("SRC_NAT", beginning)) {
      err.print("WARNING: ignoring SRC_NAT, use --src-nat instead\n");
      return IGNORED;
    }
    if (begins("DST_NAT", beginning)) {
      err.print("WARNING: ignoring DST_NAT, use --dst-nat instead\n");
      return IGNORED;
    }
    for (int i = 0; i < words.size(); i++) {
      if (begins(words.get(i), beginning)) {
        return i;
      }
    }
    return words.size();
  }

  private static boolean begins(String word, String beginning) {
    return word.regionMatches(true, 0, beginning, 0, beginning.length());
  }

  /** The verb's events; none where they were not named. */
  void events(String text, Set<FlowEvent.Kind> into) {
    each(text, EVENTS, index -> into.addAll(EVENT_KINDS.get(index)));
  }

  /** All kinds. */
  static Set<FlowEvent.Kind> allEvents() {
    return EnumSet.allOf(FlowEvent.Kind.class);
  }

  void output(String text, Output into) {
    each(
        text,
        OutputWord.NAMES,
        index -> {
          switch (OutputWord.ALL[index]) {
            case XML -> into.xml = true;
            case EXTENDED -> into.extended = true;
            case TIMESTAMP -> into.timestamp = true;
            case ID -> into.id = true;
            case KTIMESTAMP -> into.kernelTimestamp = true;
            case LABELS -> into.labels = true;
            case USERSPACE -> {} // Which program did it is told in any case.
            case SAVE -> into.save = true;
          }
        });
  }

  /** Bits that shall be set, and after "!" bits that shall not. */
  void status(String text, Request into) {
    long set = Math.max(0, into.draft.status);
    int from = 0;
    while (true) {
      int comma = text.indexOf(',', from);
      int end = comma < 0 ? text.length() : comma;
      boolean not = from < end && text.charAt(from) == '!';
      int start = not ? from + 1 : from;
      if (start == end) {
        throw bad(text, start);
      }
      if (!not && text.startsWith(UNREPLIED, start)) {
        into.unset |= FlowStatus.SEEN_REPLY;
      } else {
        int index = find(text.substring(start, end), STATUS);
        if (index >= STATUS.size()) {
          throw bad(text, start);
        }
        if (index != IGNORED && not) {
          into.unset |= STATUS_BITS[index];
        } else if (index != IGNORED) {
          set |= STATUS_BITS[index];
        }
      }
      if (comma < 0) {
        break;
      }
      from = comma + 1;
    }
    into.draft.status = set;
  }
}
