package org.netfilter4j.rules;

import org.jspecify.annotations.Nullable;

/**
 * Something can't be read, built or changed; the message is the C tool's, in one line and without
 * the program's name.
 */
public final class RuleException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exit;
  private final @Nullable String word;
  private final int place;
  private final int line;

  private RuleException(
      int exit, @Nullable String word, int place, int line, @Nullable String message) {
    super(message, null, true, true);
    this.exit = exit;
    this.word = word;
    this.place = place;
    this.line = line;
  }

  /**
   * A word of a rule is to blame.
   *
   * @param place its index; -1 where no one word is to blame
   */
  static RuleException ofWord(
      int exit, @Nullable String word, int place, @Nullable String message) {
    return new RuleException(exit, word, place, 0, message);
  }

  /** A line of a file is to blame. */
  static RuleException ofLine(int line, @Nullable String message) {
    return new RuleException(2, null, -1, line, message);
  }

  /** What is asked for can't be done, or the kernel would not have it. */
  static RuleException of(int exit, @Nullable String message) {
    return new RuleException(exit, null, -1, 0, message);
  }

  /** The exit code with which the C tool would end: 1, 2, 3 or 4. */
  public int exitCode() {
    return exit;
  }

  /** The word that is to blame, without the quotes that it may have had; null for none. */
  public @Nullable String word() {
    return word;
  }

  /** The index of that word among the words of the rule, from 0; -1 where none is to blame. */
  public int wordIndex() {
    return place;
  }

  /** The line of a file that is to blame, from 1; 0 where it was no file. */
  public int line() {
    return line;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
