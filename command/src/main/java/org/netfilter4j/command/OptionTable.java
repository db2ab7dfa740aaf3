package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.option.Option;

/**
 * The merged table of long options that getopt_long(3) is asked with: the base options, then those
 * of the extensions, the one named last first (as xtables_options_xfrm merges them).
 */
final class OptionTable {
  /** Whether an option takes an argument, in getopt's words. */
  enum Argument {
    NONE,
    REQUIRED,
    OPTIONAL
  }

  /**
   * A long option.
   *
   * @param code what getopt answers: a base option's letter, or 0 for an extension's
   * @param owner the extension, or null for a base option
   * @param option the extension's option, or null
   */
  record LongOption(
      String name,
      Argument argument,
      int code,
      @Nullable Extension owner,
      @Nullable Option<?> option) {
    /** getopt takes two abbreviated candidates for one where these agree. */
    boolean sameAs(LongOption other) {
      return argument == other.argument
          && code == other.code
          && Objects.equals(owner, other.owner)
          && Objects.equals(option, other.option);
    }
  }

  private static final String HYPHENS = "--";

  /** The base options, in the order of the C tool's table. */
  static final List<LongOption> BASE = new ArrayList<>();

  /** The same by their words, hyphens and all. */
  private static final Map<String, LongOption> BASE_BY_WORD = new HashMap<>();

  /**
   * The options of extensions that were named before: a file names the same ones again and again.
   */
  private static final Map<Extension, OfExtension> BY_EXTENSION = new ConcurrentHashMap<>();

  /**
   * The options of an extension, in their order and by their words.
   *
   * @param checked those of which something is checked when all are known
   */
  private record OfExtension(
      List<LongOption> all, Map<String, LongOption> byWord, List<Option<?>> checked) {}

  /** getopt's short options: for each letter how it takes an argument; null where unknown. */
  private static final @Nullable Argument[] SHORT = new Argument[128];

  static {
    base("append", Argument.REQUIRED, 'A');
    base("delete", Argument.REQUIRED, 'D');
    base("check", Argument.REQUIRED, 'C');
    base("insert", Argument.REQUIRED, 'I');
    base("replace", Argument.REQUIRED, 'R');
    base("list", Argument.OPTIONAL, 'L');
    base("list-rules", Argument.OPTIONAL, 'S');
    base("flush", Argument.OPTIONAL, 'F');
    base("zero", Argument.OPTIONAL, 'Z');
    base("new-chain", Argument.REQUIRED, 'N');
    base("delete-chain", Argument.OPTIONAL, 'X');
    base("rename-chain", Argument.REQUIRED, 'E');
    base("policy", Argument.REQUIRED, 'P');
    base("source", Argument.REQUIRED, 's');
    base("destination", Argument.REQUIRED, 'd');
    base("src", Argument.REQUIRED, 's');
    base("dst", Argument.REQUIRED, 'd');
    base("protocol", Argument.REQUIRED, 'p');
    base("in-interface", Argument.REQUIRED, 'i');
    base("jump", Argument.REQUIRED, 'j');
    base("table", Argument.REQUIRED, 't');
    base("match", Argument.REQUIRED, 'm');
    base("numeric", Argument.NONE, 'n');
    base("out-interface", Argument.REQUIRED, 'o');
    base("verbose", Argument.NONE, 'v');
    base("wait", Argument.OPTIONAL, 'w');
    base("wait-interval", Argument.OPTIONAL, 'W');
    base("exact", Argument.NONE, 'x');
    base("fragments", Argument.NONE, 'f');
    base("version", Argument.NONE, 'V');
    base("help", Argument.OPTIONAL, 'h');
    base("line-numbers", Argument.NONE, '0');
    base("modprobe", Argument.REQUIRED, 'M');
    base("set-counters", Argument.REQUIRED, 'c');
    base("goto", Argument.REQUIRED, 'g');
    base("ipv4", Argument.NONE, '4');
    base("ipv6", Argument.NONE, '6');
    letters("ACDEIMNPcdijopstRgm", Argument.REQUIRED);
    letters("FLXZSWhw", Argument.OPTIONAL);
    letters("V46bfnvx", Argument.NONE);
  }

  private static void base(String name, Argument argument, int code) {
    LongOption option = new LongOption(name, argument, code, null, null);
    BASE.add(option);
    BASE_BY_WORD.put(HYPHENS + name, option);
  }

  private static void letters(String letters, Argument argument) {
    for (int i = 0; i < letters.length(); i++) {
      SHORT[letters.charAt(i)] = argument;
    }
  }

  /** Whether the table has --fragments. */
  private final boolean fragments;

  /** The extensions' options, in the order of their merging; searched from the end. */
  private final List<OfExtension> merged = new ArrayList<>(4);

  /**
   * @param fragments whether --fragments is known; ip6tables-legacy does not know it
   */
  OptionTable(boolean fragments) {
    this.fragments = fragments;
  }

  private boolean knows(LongOption base) {
    return fragments || base.code() != 'f';
  }

  static @Nullable Argument letter(char c) {
    return c < 128 ? SHORT[c] : null;
  }

  private static OfExtension of(Extension extension) {
    OfExtension known = BY_EXTENSION.get(extension);
    return known != null ? known : BY_EXTENSION.computeIfAbsent(extension, OptionTable::options);
  }

  /** The options of an extension that must be there, or stand in relation to another. */
  static List<Option<?>> checked(Extension extension) {
    return of(extension).checked();
  }

  /** Adds an extension's options before those that are there. */
  void merge(Extension extension) {
    merged.add(of(extension));
  }

  private static OfExtension options(Extension extension) {
    List<LongOption> options = new ArrayList<>();
    Map<String, LongOption> byWord = new HashMap<>();
    List<Option<?>> checked = new ArrayList<>(0);
    for (Option<?> option : extension.options()) {
      if (option.mandatory() || !option.requires().isEmpty() || !option.excludes().isEmpty()) {
        checked.add(option);
      }
      // A word that may be missing is taken afterwards.
      boolean required = option.takesArgument() && option.syntax().absent() == null;
      Argument argument = required ? Argument.REQUIRED : Argument.NONE;
      for (String name : option.names()) {
        LongOption known = new LongOption(name, argument, 0, extension, option);
        options.add(known);
        byWord.putIfAbsent(HYPHENS + name, known);
      }
    }
    return new OfExtension(options, byWord, checked);
  }

  /** The option that is exactly that word, hyphens and all, or null. */
  @Nullable LongOption word(String word) {
    LongOption base = BASE_BY_WORD.get(word);
    if (base != null && knows(base)) {
      return base;
    }
    for (int i = merged.size() - 1; i >= 0; i--) {
      LongOption option = merged.get(i).byWord().get(word);
      if (option != null) {
        return option;
      }
    }
    return null;
  }

  /** The option of exactly that name, or null. */
  @Nullable LongOption exact(String name) {
    return word(HYPHENS + name);
  }

  /** The option that this is an abbreviation of; null where there is none or more than one. */
  @Nullable LongOption abbreviated(String prefix) {
    LongOption found = null;
    for (LongOption option : BASE) {
      if (option.name().startsWith(prefix) && knows(option)) {
        if (found != null && !found.sameAs(option)) {
          return null;
        }
        found = found == null ? option : found;
      }
    }
    for (int i = merged.size() - 1; i >= 0; i--) {
      for (LongOption option : merged.get(i).all()) {
        if (option.name().startsWith(prefix)) {
          if (found != null && !found.sameAs(option)) {
            return null;
          }
          found = found == null ? option : found;
        }
      }
    }
    return found;
  }
}
