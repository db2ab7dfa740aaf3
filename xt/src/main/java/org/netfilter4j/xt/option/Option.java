package org.netfilter4j.xt.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One option of an extension. Options are constants; the methods named as verbs give a changed
 * copy.
 *
 * @param names all spellings without hyphens, the first the one that is printed
 * @param invertible whether "!" may stand before it
 * @param mandatory whether a use of the extension must have it
 * @param repeatable whether it may stand more than once
 * @param excludes names of options that may not stand beside it
 * @param requires names of options that must
 * @param help what it asks for or does, or null where its name says it
 * @param <V> what its argument means
 */
public record Option<V>(
    List<String> names,
    Syntax<V> syntax,
    boolean invertible,
    boolean mandatory,
    boolean repeatable,
    List<String> excludes,
    List<String> requires,
    @Nullable String help) {
  public Option {
    names = List.copyOf(names);
    excludes = List.copyOf(excludes);
    requires = List.copyOf(requires);
  }

  /** An option with an argument. */
  public static <V> Option<V> of(String name, Syntax<V> syntax) {
    return new Option<>(List.of(name), syntax, false, false, false, List.of(), List.of(), null);
  }

  /** An option without one. */
  public static Option<Boolean> flag(String name) {
    return of(name, Syntax.None.NONE);
  }

  /** The spelling that is printed. */
  public String name() {
    return names.get(0);
  }

  public boolean takesArgument() {
    return syntax != Syntax.None.NONE;
  }

  public Option<V> alias(String name) {
    List<String> more = new ArrayList<>(names);
    more.add(name);
    return new Option<>(more, syntax, invertible, mandatory, repeatable, excludes, requires, help);
  }

  public Option<V> allowInversion() {
    return new Option<>(names, syntax, true, mandatory, repeatable, excludes, requires, help);
  }

  public Option<V> makeMandatory() {
    return new Option<>(names, syntax, invertible, true, repeatable, excludes, requires, help);
  }

  public Option<V> allowRepetition() {
    return new Option<>(names, syntax, invertible, mandatory, true, excludes, requires, help);
  }

  public Option<V> exclude(String... others) {
    return new Option<>(
        names, syntax, invertible, mandatory, repeatable, List.of(others), requires, help);
  }

  public Option<V> require(String... others) {
    return new Option<>(
        names, syntax, invertible, mandatory, repeatable, excludes, List.of(others), help);
  }

  /** Says what the option asks for or does, in a few words; more lines may follow. */
  public Option<V> help(String words) {
    return new Option<>(
        names, syntax, invertible, mandatory, repeatable, excludes, requires, words);
  }

  /** The line of the help text: all spellings, the argument, and what it says. */
  public String helpLine() {
    String left =
        (invertible ? "[!] --" : "    --")
            + String.join(", --", names)
            + (takesArgument() ? " " + syntax.placeholder() : "");
    return help == null ? left : String.format(Locale.ROOT, "%-43s  %s", left, help);
  }
}
