package org.netfilter4j.conformance.match;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.MatchExtension;
import org.netfilter4j.xt.option.Option;

/** Rules that use one match, drawn from its option table: most of them good, some of them not. */
final class MatchCases {
  /** What the words before {@code -m NAME} should be for the rule to be taken. */
  private static final Map<String, List<String>> PROTOCOLS =
      Map.of(
          "tcp", List.of("tcp"),
          "udp", List.of("udp"),
          "icmp", List.of("icmp"),
          "icmp6", List.of("icmpv6"),
          "multiport", List.of("tcp", "udp", "sctp", "dccp", "udplite"));

  private static final List<String> WRONG_PROTOCOLS =
      List.of("tcp", "udp", "icmp", "icmpv6", "0", "all", "sctp", "17", "!tcp", "!udp", "");

  private final MatchExtension<?> match;
  private final Family family;
  private final RandomGenerator random;
  private final Set<List<String>> cases = new LinkedHashSet<>();

  private MatchCases(MatchExtension<?> match, Family family, RandomGenerator random) {
    this.match = match;
    this.family = family;
    this.random = random;
  }

  /** The words of each rule, without command and chain. */
  static List<List<String>> of(String name, Family family, int draws, RandomGenerator random) {
    MatchExtension<?> match = Extensions.match(name, family);
    if (match == null) {
      return List.of();
    }
    MatchCases made = new MatchCases(match, family, random);
    made.everySample();
    for (int i = 0; i < draws; i++) {
      made.draw();
    }
    return List.copyOf(made.cases);
  }

  /** Each argument that the syntaxes name, good and bad, alone, and inverted now and then. */
  private void everySample() {
    cases.add(line(protocol(), List.of()));
    for (Option<?> option : match.options()) {
      List<String> samples = new ArrayList<>(option.syntax().samples().good());
      samples.addAll(option.syntax().samples().bad());
      if (!option.takesArgument()) {
        samples.add("");
      }
      for (String sample : samples) {
        List<String> words = new ArrayList<>();
        if (option.invertible() && random.nextInt(3) == 0) {
          words.add("!");
        }
        words.add("--" + pick(option.names()));
        argument(option, sample, words);
        companions(option, words);
        cases.add(line(protocol(), words));
      }
      cases.add(line(protocol(), List.of("!", "--" + option.name())));
    }
  }

  /** The options without which this one would be refused. */
  private void companions(Option<?> option, List<String> words) {
    for (Option<?> other : match.options()) {
      if (other != option
          && (other.mandatory() || option.requires().contains(other.name()))
          && !option.excludes().contains(other.name())) {
        use(other, words, false);
      }
    }
  }

  private void draw() {
    List<Option<?>> chosen = new ArrayList<>();
    for (Option<?> option : match.options()) {
      boolean excluded = chosen.stream().anyMatch(c -> c.excludes().contains(option.name()));
      if (option.mandatory() || random.nextInt(3) == 0 && (!excluded || random.nextInt(8) == 0)) {
        chosen.add(option);
      }
    }
    if (random.nextInt(4) == 0) {
      java.util.Collections.shuffle(chosen, new java.util.Random(random.nextLong()));
    }
    if (!chosen.isEmpty() && random.nextInt(12) == 0) {
      chosen.add(pick(chosen));
    }
    if (!chosen.isEmpty() && random.nextInt(15) == 0) {
      chosen.remove(pick(chosen));
    }
    List<String> words = new ArrayList<>();
    for (Option<?> option : chosen) {
      use(option, words, true);
    }
    if (random.nextInt(30) == 0) {
      words.add(pick(List.of("--nonsense", "-m", "stray", "!")));
    }
    String protocol = random.nextInt(12) == 0 ? pick(WRONG_PROTOCOLS) : protocol();
    List<String> line = line(protocol, words);
    if (random.nextInt(15) == 0) {
      line.addAll(line(protocol, words).subList(protocol.isEmpty() ? 0 : 2, line.size()));
    }
    cases.add(line);
  }

  private void use(Option<?> option, List<String> words, boolean loosely) {
    if (random.nextInt(3) == 0 && (option.invertible() || loosely && random.nextInt(10) == 0)) {
      words.add("!");
    }
    List<String> good = suited(option.syntax().samples().good());
    List<String> bad = option.syntax().samples().bad();
    words.add("--" + pick(option.names()));
    argument(
        option,
        loosely && !bad.isEmpty() && random.nextInt(15) == 0
            ? pick(bad)
            : good.isEmpty() ? "" : pick(good),
        words);
  }

  /** An address of the other family is tried, but not in every rule. */
  private List<String> suited(List<String> samples) {
    List<String> suited =
        samples.stream().filter(s -> s.contains("::") == (family == Family.IPV6)).toList();
    boolean addresses = samples.stream().anyMatch(s -> s.contains("::1"));
    return addresses ? suited : samples;
  }

  private void argument(Option<?> option, String sample, List<String> words) {
    if (!option.takesArgument()) {
      return;
    }
    if (option.syntax().words() > 1) {
      words.addAll(List.of(sample.split(" ")));
    } else if (random.nextInt(10) == 0) {
      words.set(words.size() - 1, words.getLast() + "=" + sample);
    } else {
      words.add(sample);
    }
  }

  private String protocol() {
    List<String> protocols = PROTOCOLS.get(match.name());
    return protocols == null ? "" : pick(protocols);
  }

  private List<String> line(String protocol, List<String> options) {
    List<String> words = new ArrayList<>();
    if (protocol.startsWith("!")) {
      words.addAll(List.of("!", "-p", protocol.substring(1)));
    } else if (!protocol.isEmpty()) {
      words.addAll(List.of("-p", protocol));
    }
    words.addAll(List.of("-m", match.name()));
    words.addAll(options);
    return words;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
