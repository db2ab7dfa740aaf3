package org.netfilter4j.agent.files;

import java.util.List;

/**
 * What a directory's files want, all of it read and checked as far as it can be without a kernel.
 */
public final class Wanted {
  private final List<String> warnings;

  Wanted(List<String> warnings) {
    this.warnings = List.copyOf(warnings);
  }

  /** What is odd about the files, each in one line with file and number. */
  public List<String> warnings() {
    return warnings;
  }
}
