package org.netfilter4j.agent.files;

import java.util.List;
import org.netfilter4j.model.Mode;

/** Reads a directory's files. */
public final class RuleFiles {
  private RuleFiles() {}

  /** Whether a file of that name is one of rules or sets; others of a directory are passed over. */
  public static boolean isRuleFile(String name) {
    return !name.startsWith(".")
        && (name.endsWith(".v4") || name.endsWith(".v6") || name.endsWith(".ipset"));
  }

  /**
   * Reads files, in the order of their names.
   *
   * @param mode whose tools' language they are in
   */
  public static Reading read(List<SourceFile> files, Mode mode) {
    throw new UnsupportedOperationException("being written");
  }
}
