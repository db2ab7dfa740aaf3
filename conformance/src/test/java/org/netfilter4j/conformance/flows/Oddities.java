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

  /**
   * Asked to take away a label from 96 on it takes away all of them: the mask that it sends is then
   * as long as the labels, so that the kernel heeds it (ctnetlink_attach_labels), and labels under
   * a mask are flipped, not set (nf_connlabels_replace).
   */
  static final String TAKES_ALL_LABELS = "last";

  private Oddities() {}

  /**
   * Whether it deletes with these words what it would not list with them, or takes away more labels
   * than they name.
   */
  static boolean isLeftOut(List<String> words) {
    if (takesAllLabels(words)) {
      return true;
    }
    boolean deletes = words.contains("-D") || words.contains("--delete");
    for (String word : words) {
      if (deletes && (word.contains("!") || word.contains("UNREPLIED"))) {
        return true;
      }
    }
    return false;
  }

  private static boolean takesAllLabels(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      boolean next = words.get(i).equals("--label-del") && i + 1 < words.size();
      String labels = words.get(next ? i + 1 : i);
      if (words.get(i).startsWith("--label-del") && labels.contains(TAKES_ALL_LABELS)) {
        return true;
      }
    }
    return false;
  }
}
