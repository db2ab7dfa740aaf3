package org.netfilter4j.xt;

import org.netfilter4j.model.Mode;

/**
 * The words of a rule as {@code -S} and {@code iptables-save} print them: each is preceded by one
 * blank.
 */
public final class Words {
  private final StringBuilder out;
  private final Mode mode;

  public Words(StringBuilder out, Mode mode) {
    this.out = out;
    this.mode = mode;
  }

  public Mode mode() {
    return mode;
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
