package org.netfilter4j.diagnose.live;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The comment of a temporary rule: whose it is, and until when it may stay.
 *
 * @param command the sub-command of nf4j that put it there: one word of small letters
 * @param until when it is to be gone, in whole seconds
 * @param pid the process that put it there, which the comment of another machine's rule may name
 *     too
 */
public record Tag(String command, Instant until, long pid) {
  private static final Pattern TEXT =
      Pattern.compile("nf4j ([a-z]+) until (\\d{4}-[0-9T:-]+Z) pid (\\d{1,10})");

  public Tag {
    until = until.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The comment, as "nf4j bisect until 2026-11-23T08:00:00Z pid 4711". */
  public String text() {
    return "nf4j " + command + " until " + until + " pid " + pid;
  }

  /** The tag in a rule's line as {@code -S} prints it; null where it has none. */
  public static @Nullable Tag find(String line) {
    Matcher matcher = TEXT.matcher(line);
    if (!matcher.find()) {
      return null;
    }
    try {
      return new Tag(
          matcher.group(1), Instant.parse(matcher.group(2)), Long.parseLong(matcher.group(3)));
    } catch (DateTimeException e) {
      // Somebody's own words that look like ours: nothing of ours is removed by them.
      return null;
    }
  }

  /** Whether the time is over. */
  public boolean isExpired(Instant now) {
    return now.isAfter(until);
  }
}
