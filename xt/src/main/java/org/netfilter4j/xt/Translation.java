package org.netfilter4j.xt;

import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;

/**
 * A rule on its way into nft's own syntax, as {@code iptables-translate} prints it. Each part adds
 * its text; one that nft has no words for answers false, and the rule stays untranslated.
 */
public final class Translation {
  private final StringBuilder rule = new StringBuilder();
  private final StringBuilder set = new StringBuilder();
  private final Family family;
  private final int protocol;
  private final boolean notProtocol;
  private final Names names;
  private final IntSupplier serial;
  private @Nullable String comment;

  /**
   * @param protocol the rule's protocol; 0 for any
   * @param notProtocol whether it is inverted
   * @param serial numbers the sets that the rules of one run need
   */
  public Translation(
      Family family, int protocol, boolean notProtocol, Names names, IntSupplier serial) {
    this.family = family;
    this.protocol = protocol;
    this.notProtocol = notProtocol;
    this.names = names;
    this.serial = serial;
  }

  public Family family() {
    return family;
  }

  /** {@code ip} or {@code ip6}: the words for the network header. */
  public String header() {
    return family == Family.IPV4 ? "ip" : "ip6";
  }

  /** The rule's protocol, inverted or not; 0 for any. */
  public int protocol() {
    return protocol;
  }

  public boolean notProtocol() {
    return notProtocol;
  }

  public Names names() {
    return names;
  }

  /** Adds text to the rule, after a blank where it begins with a letter, a digit or a brace. */
  public Translation add(String text) {
    spaced(rule, text);
    return this;
  }

  /** Adds text to the rule with no blank before it. */
  public Translation join(String text) {
    rule.append(text);
    return this;
  }

  /** Adds {@code key [!= ]value}. */
  public Translation test(String key, boolean inverted, String value) {
    return add(key).add(" ").join(inverted ? "!= " : "").join(value);
  }

  /** The next number for a set's name; the first of a run is 0. */
  public int serial() {
    return serial.getAsInt();
  }

  /** Adds text to the declaration of a set that the rule needs: its name, then {@code { … }}. */
  public Translation declare(String text) {
    spaced(set, text);
    return this;
  }

  /** What {@code -m comment} said; it is printed after the target. */
  public void comment(String text) {
    comment = text;
  }

  /** The comment, or null. */
  public @Nullable String comment() {
    return comment;
  }

  /** The rule so far, with no blanks at its end. */
  public String rule() {
    return rule.toString().stripTrailing();
  }

  /** The declaration of a set that goes before the rule; "" for none. */
  public String declaration() {
    return set.toString().stripTrailing();
  }

  private static void spaced(StringBuilder to, String text) {
    if (!to.isEmpty()
        && !text.isEmpty()
        && !Character.isWhitespace(to.charAt(to.length() - 1))
        && (isWord(text.charAt(0)) || "(){}[]".indexOf(text.charAt(0)) >= 0)) {
      to.append(' ');
    }
    to.append(text);
  }

  private static boolean isWord(char c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }
}
