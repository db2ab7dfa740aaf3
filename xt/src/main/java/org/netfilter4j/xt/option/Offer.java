package org.netfilter4j.xt.option;

import java.util.List;

/**
 * What can be offered to who types an argument: a shell's completion asks. It need not be all that
 * is read; numbers and addresses are nobody's to guess.
 *
 * @param words what can be typed, where the syntax itself knows it
 */
public record Offer(Kind kind, List<String> words) {
  /** Where the words come from, and how many may stand in one argument. */
  public enum Kind {
    /** Nothing is known. */
    NOTHING,
    /** One of the words. */
    ONE,
    /** Some of the words, with commas between. */
    SOME,
    /** The name of a set. */
    SET,
    /** The name of an interface. */
    INTERFACE,
    /** The name of a protocol. */
    PROTOCOL,
    /** The name of a port. */
    SERVICE,
    USER,
    GROUP
  }

  public static final Offer NOTHING = new Offer(Kind.NOTHING, List.of());

  public static final Offer SET = new Offer(Kind.SET, List.of());

  public static final Offer INTERFACE = new Offer(Kind.INTERFACE, List.of());

  public static final Offer PROTOCOL = new Offer(Kind.PROTOCOL, List.of());

  public static final Offer SERVICE = new Offer(Kind.SERVICE, List.of());

  public static final Offer USER = new Offer(Kind.USER, List.of());

  public static final Offer GROUP = new Offer(Kind.GROUP, List.of());

  public Offer {
    words = List.copyOf(words);
  }

  /** One of these words. */
  public static Offer one(List<String> words) {
    return new Offer(Kind.ONE, words);
  }

  /** Some of these words, with commas between. */
  public static Offer some(List<String> words) {
    return new Offer(Kind.SOME, words);
  }
}
