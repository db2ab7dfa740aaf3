package org.netfilter4j.xt;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Mode;

/**
 * The words of a rule as {@code -S} and {@code iptables-save} print them: each is preceded by one
 * blank.
 */
public final class Words {
  private final StringBuilder out;
  private final Mode mode;
  private final boolean exact;
  private final @Nullable Names names;

  /** Words as the C tool prints them. */
  public Words(StringBuilder out, Mode mode) {
    this(out, mode, false, null);
  }

  /**
   * @param exact whether the words must mean the same when they are read back, even where what the
   *     C tool prints does not (names with blanks, rounded rates)
   * @param names of numbers; null where numbers are to be printed
   */
  public Words(StringBuilder out, Mode mode, boolean exact, @Nullable Names names) {
    this.out = out;
    this.mode = mode;
    this.exact = exact;
    this.names = exact ? null : names;
  }

  public Mode mode() {
    return mode;
  }

  /** Whether the words must mean the same when they are read back. */
  public boolean isExact() {
    return exact;
  }

  /** The names to print instead of numbers; null where the numbers themselves are printed. */
  public @Nullable Names names() {
    return names;
  }

  /** Adds a name that the C tool prints as it is; in quotes where it must be read back. */
  public Words bare(String name) {
    return exact ? quoted(name) : add(name);
  }

  /** An unsigned number that the C tool prints with a sign (%d). */
  public String signed(int number) {
    return exact ? Integer.toUnsignedString(number) : Integer.toString(number);
  }

  /** Adds a word as it is. */
  public Words add(String word) {
    out.append(' ').append(word);
    return this;
  }

  /** Adds "!" where {@code inverted}. */
  public Words not(boolean inverted) {
    return inverted ? add("!") : this;
  }

  /** Adds {@code --name}, after "!" where inverted. */
  public Words option(String name, boolean inverted) {
    return not(inverted).add("--" + name);
  }

  /** Adds {@code --name value}. */
  public Words option(String name, String value) {
    return option(name, false).add(value);
  }

  /** Adds {@code --name value}, after "!" where inverted. */
  public Words option(String name, boolean inverted, String value) {
    return option(name, inverted).add(value);
  }

  /** Adds text, quoted where the restore language needs it (as xtables_save_string does). */
  public Words quoted(String text) {
    out.append(' ');
    Quoting.append(out, text);
    return this;
  }

  /** The text, for what is not made of words. */
  public StringBuilder raw() {
    return out;
  }
}
