package org.netfilter4j.conformance.ipset;

import java.util.List;

/** What ipset 7.17 says that is not so; ours says what it means. */
final class ToolBugs {
  /**
   * The tool goes on after it found that a protocol does not go with a family, and complains of
   * what is missing then; and it dies where the set has no family.
   */
  private static final List<String> AFTER_WRONG_FAMILY =
      List.of(
          "Invalid add command: missing setname",
          "There are missing mandatory flags but can't check them. "
              + "It's a bug, please report the problem.",
          "Segmentation fault");

  private static final String WRONG_FAMILY = " can be used with family ";

  /** The last part of hash:ip,port,ip with a prefix length of a host. */
  private static final String SECOND_CIDR = "There are not allowed options (28) but ";

  /** The tool prints "after" for "before". */
  private static final String AFTER = " after ";

  /**
   * After the list of a set that is not there the tool takes the answers to its next commands for
   * those to earlier ones. That shows in one session of many commands.
   */
  static final String LOST_COUNT = "Internal protocol error";

  /** The exit code of what {@link #unlessTooMuch} does not do. */
  static final int TOO_MUCH = 77;

  private ToolBugs() {}

  /**
   * A script that lists sets. Sorted lists of more than one of the tool's buffers of 8 KB lack
   * parts of elements, or never end, so it lists much only unsorted.
   */
  static String unlessTooMuch(List<String> words) {
    String list = "ipset " + String.join(" ", words);
    return words.contains("-s") || words.contains("-sorted")
        ? "(if [ $(ipset save | wc -c) -gt 2000 ]; then exit " + TOO_MUCH + "; fi; " + list + ")"
        : list;
  }

  /** Whether what the tool says is not what is wrong, which ours says. */
  static boolean isMisleading(String message, String ours) {
    return AFTER_WRONG_FAMILY.contains(message)
        || ours.contains(WRONG_FAMILY)
        || (message.contains("'--from ") && ours.contains("'--network "))
        || message.startsWith(SECOND_CIDR)
        || ((" " + message).contains(AFTER) && message.contains(" in set "));
  }
}
