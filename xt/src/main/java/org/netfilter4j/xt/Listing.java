package org.netfilter4j.xt;

import org.netfilter4j.model.Mode;

/** The end of a rule's line in {@code -L}. An extension's text brings its own blanks. */
public final class Listing {
  private final StringBuilder out;
  private final Mode mode;
  private final boolean numeric;
  private final int protocol;
  private final Names names;

  /**
   * @param protocol the rule's protocol, inverted or not; 0 for any
   */
  public Listing(StringBuilder out, Mode mode, boolean numeric, int protocol, Names names) {
    this.out = out;
    this.mode = mode;
    this.numeric = numeric;
    this.protocol = protocol;
    this.names = names;
  }

  public Mode mode() {
    return mode;
  }

  /** Whether {@code -n} was given: no names of ports, hosts and the like. */
  public boolean numeric() {
    return numeric;
  }

  /** The rule's protocol, inverted or not; 0 for any. */
  public int protocol() {
    return protocol;
  }

  public Names names() {
    return names;
  }

  public Listing add(String text) {
    out.append(text);
    return this;
  }

  /** Adds text as {@link Words#quoted} does, with no blank before it. */
  public Listing quoted(String text) {
    Quoting.append(out, text);
    return this;
  }

  /** The words as {@code -S} would print them, for the extensions whose listing is that. */
  public Words words() {
    return new Words(out, mode, false, numeric ? null : names);
  }
}
