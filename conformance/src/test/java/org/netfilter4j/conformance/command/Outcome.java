package org.netfilter4j.conformance.command;

import java.util.List;

/**
 * What came of lines on one side.
 *
 * @param exits an exit code for each line
 * @param listings what the tables list then
 */
record Outcome(List<Integer> exits, List<String> listings) {
  /** What is different there: the exit codes, and the first listing. */
  String difference(Outcome our) {
    StringBuilder text = new StringBuilder();
    if (!exits.equals(our.exits)) {
      text.append("  exit: judge ").append(exits).append(", ours ").append(our.exits);
    }
    for (int i = 0; i < listings.size(); i++) {
      if (!listings.get(i).equals(our.listings.get(i))) {
        text.append("\n  judge:\n").append(listings.get(i).indent(4));
        text.append("  ours:\n").append(our.listings.get(i).indent(4));
        break;
      }
    }
    return text.toString();
  }
}
