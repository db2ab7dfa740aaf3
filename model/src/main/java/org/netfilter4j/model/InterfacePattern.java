package org.netfilter4j.model;

/**
 * The operand of {@code -i} and {@code -o}: a name, or the beginning of one followed by "+".
 *
 * @param text as written; "+" alone means any, "" none given
 */
public record InterfacePattern(String text) {
  public static final InterfacePattern ANY = new InterfacePattern("");

  /** Whether no interface was given. */
  public boolean isAny() {
    return text.isEmpty();
  }

  public Values values() {
    return text.endsWith("+")
        ? new Values.Name(text.substring(0, text.length() - 1), true)
        : new Values.Name(text, false);
  }

  @Override
  public String toString() {
    return text;
  }
}
