package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.MatchExtension;
import org.netfilter4j.xt.option.Option;

/**
 * Command lines for an extension, made from its table of options: good ones with options in all
 * spellings and inversions, and bad ones with one mistake of each kind. What is really good is the
 * judge's to say.
 */
public final class OptionCases {
  private static final Pattern DOTTED = Pattern.compile("\\d+\\.\\d+\\.\\d+");

  private final Extension extension;
  private final List<String> before;
  private final SplittableRandom random;
  private final boolean ipv6;

  /**
   * @param extension whose options are used
   * @param before the words before the extension, the program's name first: {@code iptables -A
   *     INPUT -p tcp}
   * @param seed of the choices
   */
  public OptionCases(Extension extension, List<String> before, long seed) {
    this.extension = extension;
    this.before = before;
    this.random = new SplittableRandom(seed);
    this.ipv6 = before.getFirst().startsWith("ip6");
  }

  /** Lines that are likely to be accepted. */
  public List<List<String>> good(int count) {
    List<List<String>> lines = new ArrayList<>();
    // Each sample of each option stands alone once, then in company.
    for (Option<?> option : extension.options()) {
      List<String> samples = option.takesArgument() ? goodSamples(option) : List.of("");
      for (String sample : samples) {
        if (lines.size() < count / 2 || lines.size() < 10) {
          lines.add(line(with(option, sample, random.nextInt(3) == 0)));
        }
      }
    }
    while (lines.size() < count) {
      lines.add(line(subset()));
    }
    return lines;
  }

  /** Lines that are likely to be refused. */
  public List<List<String>> bad(int count) {
    List<List<String>> lines = new ArrayList<>();
    List<Option<?>> options = extension.options();
    for (Option<?> option : options) {
      for (String sample :
          option.takesArgument() ? option.syntax().samples().bad() : List.<String>of()) {
        lines.add(line(with(option, sample, false)));
      }
    }
    java.util.Collections.shuffle(lines, new java.util.Random(random.nextLong()));
    List<List<String>> kept =
        new ArrayList<>(lines.subList(0, Math.min(lines.size(), count * 2 / 3)));
    kept.add(line(List.of("--no-such-option")));
    while (kept.size() < count) {
      kept.add(line(mistake()));
    }
    return kept;
  }

  private List<String> mistake() {
    List<Option<?>> options = extension.options();
    if (options.isEmpty()) {
      return random.nextBoolean() ? List.of("--no-such-option") : List.of("word");
    }
    Option<?> option = options.get(random.nextInt(options.size()));
    List<String> words = new ArrayList<>();
    switch (random.nextInt(6)) {
      case 0 -> {
        // The option twice.
        words.addAll(with(option, sample(option), false));
        words.addAll(words(option, sample(option), false));
      }
      case 1 -> words.addAll(with(option, sample(option), true));
      case 2 -> words.add("--" + option.name());
      case 3 -> {
        // Nothing of what is mandatory, or one thing alone.
        if (random.nextBoolean()) {
          words.addAll(words(option, sample(option), false));
        }
      }
      case 4 -> {
        Option<?> other = options.get(random.nextInt(options.size()));
        words.addAll(with(option, sample(option), false));
        words.addAll(words(other, sample(other), random.nextInt(4) == 0));
      }
      default -> {
        words.addAll(with(option, sample(option), false));
        words.add("stray");
      }
    }
    return words;
  }

  /** The option with the mandatory and required ones beside it. */
  private List<String> with(Option<?> option, String sample, boolean inverted) {
    List<String> words = new ArrayList<>();
    for (Option<?> other : extension.options()) {
      boolean needed = isNeeded(other) || option.requires().contains(other.name());
      if (needed && !other.name().equals(option.name())) {
        words.addAll(words(other, sample(other), false));
      }
    }
    words.addAll(words(option, sample, inverted && option.invertible()));
    if (inverted && !option.invertible() && random.nextInt(2) == 0) {
      words.addFirst("!");
    }
    return words;
  }

  /** Mandatory, or demanded by the extension's own check, but for a few lines without. */
  private boolean isNeeded(Option<?> option) {
    return option.mandatory()
        || Places.demanded(extension.name()).equals(option.name()) && random.nextInt(8) > 0;
  }

  private List<String> subset() {
    List<Option<?>> chosen = new ArrayList<>();
    boolean all = random.nextInt(8) == 0;
    for (Option<?> option : extension.options()) {
      boolean wanted = all || isNeeded(option) || random.nextInt(3) == 0;
      boolean clash = false;
      for (Option<?> other : chosen) {
        clash |=
            other.excludes().contains(option.name()) || option.excludes().contains(other.name());
      }
      if (wanted && !clash) {
        chosen.add(option);
      }
    }
    java.util.Collections.shuffle(chosen, new java.util.Random(random.nextLong()));
    for (Option<?> option : List.copyOf(chosen)) {
      if (option.repeatable() && random.nextInt(3) == 0) {
        chosen.add(option);
      }
    }
    List<String> words = new ArrayList<>();
    for (Option<?> option : chosen) {
      words.addAll(words(option, sample(option), option.invertible() && random.nextInt(4) == 0));
    }
    return words;
  }

  /**
   * An option's own samples, seldom those of the other family; options that name sets get the sets
   * of the tests.
   */
  private List<String> goodSamples(Option<?> option) {
    List<String> own = option.syntax().samples().good();
    if (own.contains("s src")) {
      own = ipv6 ? Sets.REFERENCES_IPV6 : Sets.REFERENCES;
    }
    List<String> suited = own.stream().filter(this::suits).toList();
    List<String> some = suited.isEmpty() || random.nextInt(10) == 0 ? own : suited;
    return some.isEmpty() ? List.of("1") : some;
  }

  private boolean suits(String sample) {
    return ipv6 ? !DOTTED.matcher(sample).find() || sample.contains("::") : !sample.contains("::");
  }

  private String sample(Option<?> option) {
    if (!option.takesArgument()) {
      return "";
    }
    List<String> good = goodSamples(option);
    return good.get(random.nextInt(good.size()));
  }

  /** An option in one of its spellings. */
  private List<String> words(Option<?> option, String argument, boolean inverted) {
    List<String> words = new ArrayList<>();
    if (inverted) {
      words.add("!");
    }
    String name = "--" + option.names().get(random.nextInt(option.names().size()));
    if (random.nextInt(8) == 0 && name.length() > 6) {
      name = name.substring(0, name.length() - 1);
    }
    if (!option.takesArgument()) {
      words.add(name);
    } else if (option.syntax().words() > 1) {
      words.add(name);
      words.addAll(List.of(argument.split(" ", option.syntax().words())));
    } else if (random.nextInt(5) == 0) {
      words.add(name + "=" + argument);
    } else {
      words.add(name);
      words.add(argument);
    }
    return words;
  }

  private List<String> line(List<String> words) {
    List<String> line = new ArrayList<>(before);
    line.add(extension instanceof MatchExtension<?> ? "-m" : "-j");
    line.add(extension.name());
    line.addAll(words);
    return line;
  }
}
