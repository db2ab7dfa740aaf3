package org.netfilter4j.xt.option;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/**
 * How an option's argument is read.
 *
 * @param <V> what it means
 */
public interface Syntax<V> {

  /**
   * Reads an argument.
   *
   * @param owner the extension's name, for messages
   * @param option the option's name, for messages
   * @throws Rejected with the C tool's message
   */
  V parse(String text, String owner, String option, RuleContext context);

  /**
   * How many words the argument has: 2 where the C tool takes the next word too ({@code --match-set
   * NAME DIRS}, {@code --tcp-flags MASK COMP}). {@code text} is then both, with one blank between,
   * or the first alone where the line ends or the next word begins with "-" or "!".
   */
  default int words() {
    return 1;
  }

  /**
   * How the C tool leaves the argument in its place when it has read it, where it takes it apart
   * there; {@code iptables-translate} prints rules that it can't translate so.
   */
  default String left(String text) {
    return text;
  }

  /**
   * What can be offered to who types the argument.
   *
   * @param family of the rule
   * @param word which of its words, from 0
   */
  default Offer offer(Family family, int word) {
    return Offer.NOTHING;
  }

  /**
   * What it means where the argument is missing, for an option that may stand without one. Its
   * argument is the next word, never joined by "=", unless that begins with "-" or "!". Null for
   * all other options.
   */
  default @Nullable V absent() {
    return null;
  }

  /** What stands for the argument in help texts ("port[:port]"). */
  String placeholder();

  /** Arguments at the edges of what is read, and beyond; the tests' generators draw from them. */
  Samples samples();

  /** This syntax, for what an argument of it stands for. */
  default <W> Syntax<W> map(Function<V, W> as) {
    return new Mapped<>(this, as);
  }

  /** This syntax, where more is known of what can be offered than its type says. */
  default Syntax<V> offering(Offer offer) {
    return new Offering<>(this, offer);
  }

  /** A syntax with what can be offered. */
  record Offering<V>(Syntax<V> of, Offer offered) implements Syntax<V> {
    @Override
    public V parse(String text, String owner, String option, RuleContext context) {
      return of.parse(text, owner, option, context);
    }

    @Override
    public int words() {
      return of.words();
    }

    @Override
    public Offer offer(Family family, int word) {
      return offered;
    }

    @Override
    public String placeholder() {
      return of.placeholder();
    }

    @Override
    public Samples samples() {
      return of.samples();
    }
  }

  /** A syntax whose arguments stand for something else. */
  record Mapped<V, W>(Syntax<V> of, Function<V, W> as) implements Syntax<W> {
    @Override
    public W parse(String text, String owner, String option, RuleContext context) {
      return as.apply(of.parse(text, owner, option, context));
    }

    @Override
    public int words() {
      return of.words();
    }

    @Override
    public Offer offer(Family family, int word) {
      return of.offer(family, word);
    }

    @Override
    public @Nullable W absent() {
      V absent = of.absent();
      return absent == null ? null : as.apply(absent);
    }

    @Override
    public String placeholder() {
      return of.placeholder();
    }

    @Override
    public Samples samples() {
      return of.samples();
    }
  }

  /** Texts that are read, and texts that are not (in any context). */
  record Samples(List<String> good, List<String> bad) {
    public Samples {
      good = List.copyOf(good);
      bad = List.copyOf(bad);
    }
  }

  /** The syntax of options that take no argument. */
  enum None implements Syntax<Boolean> {
    NONE;

    @Override
    public Boolean parse(String text, String owner, String option, RuleContext context) {
      return true;
    }

    @Override
    public String placeholder() {
      return "";
    }

    @Override
    public Samples samples() {
      return new Samples(List.of(), List.of());
    }
  }
}
