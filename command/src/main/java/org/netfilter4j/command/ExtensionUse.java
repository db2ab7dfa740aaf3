package org.netfilter4j.command;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;

/** One use of a match or target in the rule that is being read, with the options bound to it. */
final class ExtensionUse<E extends Extension> {
  private final E extension;
  private final int place;
  private final Args args = new Args();

  /** A later use of the same match takes the options from here on. */
  private boolean completed;

  /**
   * @param place the index of the word that brought it
   */
  ExtensionUse(E extension, int place) {
    this.extension = extension;
    this.place = place;
  }

  int place() {
    return place;
  }

  E extension() {
    return extension;
  }

  Args args() {
    return args;
  }

  void complete() {
    completed = true;
  }

  boolean takes(Extension owner) {
    return !completed && extension.equals(owner);
  }

  /**
   * Binds an option as xtables_option_parse does.
   *
   * @param text the argument, "" for an option that takes none; null where it may be missing and is
   */
  <V> void bind(Option<V> option, @Nullable String text, boolean inverted, RuleContext context) {
    if (!option.repeatable() && args.has(option)) {
      throw Rejected.parameter(
          extension.name() + ": option \"--" + option.name() + "\" can only be used once.\n");
    }
    if (inverted && !option.invertible()) {
      throw Rejected.parameter(
          extension.name() + ": option \"--" + option.name() + "\" cannot be inverted.\n");
    }
    V value =
        text == null
            ? Objects.requireNonNull(option.syntax().absent())
            : option.syntax().parse(text, extension.name(), option.name(), context);
    args.bind(option, value, inverted);
  }

  /** The checks over all options of the use (xtables_options_fcheck). */
  void check() {
    List<Option<?>> checked = OptionTable.checked(extension);
    for (int i = 0; i < checked.size(); i++) {
      Option<?> option = checked.get(i);
      boolean given = args.has(option);
      if (option.mandatory() && !given) {
        throw Rejected.parameter(
            extension.name() + ": option \"--" + option.name() + "\" must be specified\n");
      }
      // Alone it has nothing to be at odds with.
      boolean alone = option.requires().isEmpty() && args.uses().size() == 1;
      if (!given || alone) {
        continue;
      }
      for (Option<?> other : extension.options()) {
        if (other.name().equals(option.name())) {
          continue;
        }
        if (option.requires().contains(other.name()) && !args.has(other)) {
          throw Rejected.parameter(
              extension.name()
                  + ": option \"--"
                  + option.name()
                  + "\" also requires \"--"
                  + other.name()
                  + "\".\n");
        }
        if (option.excludes().contains(other.name()) && args.has(other)) {
          throw Rejected.parameter(
              extension.name()
                  + ": option \"--"
                  + option.name()
                  + "\" cannot be used together with \"--"
                  + other.name()
                  + "\".\n");
        }
      }
    }
  }
}
