package org.netfilter4j.conformance.flows;

import java.util.List;

/**
 * What the C tool does as nobody can want, so that ours does something else. Command lines that
 * come to it are not made by {@link FlowCommands}, or left to tests of their own.
 */
final class Oddities {
  /** It refuses a connection that can't be put into a message with the words for success. */
  static final String UNSENT = "Operation failed: Success";

  /** It counts a connection as changed that the kernel let nobody change; this stands before. */
  static final String REFUSED = "Operation failed: ";

  /** So it ends where a state of SCTP is none. */
  static final int SEGMENTATION_FAULT = 139;

  private Oddities() {}

  /** Whether it deletes with these words what it would not list with them. */
  static boolean isLeftOut(List<String> words) {
    boolean deletes = words.contains("-D") || words.contains("--delete");
    for (String word : words) {
      if (deletes && (word.contains("!") || word.contains("UNREPLIED"))) {
        return true;
      }
    }
    return false;
  }
}
