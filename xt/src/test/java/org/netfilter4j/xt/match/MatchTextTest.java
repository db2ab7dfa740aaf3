package org.netfilter4j.xt.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.MatchExtension;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.option.Option;

/** What a match prints, it reads back. The C tools judge the same elsewhere, word by word. */
class MatchTextTest {

  /** A match of a family. */
  record Of(String name, Family family) {}

  static Stream<Of> matches() {
    return Extensions.MATCH_NAMES.stream()
        .filter(name -> !name.equals("set"))
        .flatMap(name -> Stream.of(Family.values()).map(family -> new Of(name, family)))
        .filter(of -> Extensions.match(of.name, of.family) != null);
  }

  @ParameterizedTest
  @MethodSource("matches")
  void readsBackWhatItPrints(Of of) {
    int read = 0;
    int quoted = 0;
    int same = 0;
    for (List<String> words : samples(of)) {
      Match match;
      try {
        match = Written.match(of.name, of.family, words);
      } catch (Rejected e) {
        continue; // a sample of the other family, or one that needs more options
      }
      String text = Written.save(match, of.family);
      if (text.isEmpty()) {
        continue; // all that ipcomp's indexes can be is not printed, and read back as index 0
      }
      read++;
      if (text.indexOf('"') >= 0) {
        quoted++;
        continue; // words with quotes are the restore language's business
      }
      Match again = Written.match(of.name, of.family, text);
      assertThat(Written.save(again, of.family)).as("%s %s", of, words).isEqualTo(text);
      if (again.equals(match)) { // not all that a struct holds is printed
        same++;
        assertThat(Written.list(again, of.family, true))
            .isEqualTo(Written.list(match, of.family, true));
      }
    }
    int least = samples(of).isEmpty() ? 0 : 4; // eui64 has no options
    assertThat(read).as("samples of %s that were read", of).isGreaterThanOrEqualTo(least);
    assertThat(same).as("equal when read back, %s", of).isGreaterThanOrEqualTo(read - quoted - 4);
  }

  @ParameterizedTest
  @MethodSource("matches")
  void refusesBadArgumentsWithOneLineAndExitCode2(Of of) {
    MatchExtension<?> extension = Written.extension(of.name, of.family);
    for (Option<?> option : extension.options()) {
      for (String sample :
          option.takesArgument() ? option.syntax().samples().bad() : List.<String>of()) {
        List<String> words = new ArrayList<>(List.of("--" + option.name()));
        words.addAll(option.syntax().words() > 1 ? List.of(sample.split(" ")) : List.of(sample));
        if (option.syntax().words() > words.size() - 1) {
          continue; // what comes of a missing word is the command line's business
        }
        assertThatThrownBy(() -> Written.match(of.name, of.family, words))
            .as("%s --%s %s", of.name, option.name(), sample)
            .isInstanceOfSatisfying(
                Rejected.class,
                e -> {
                  assertThat(e.kind()).isEqualTo(Rejected.Kind.PARAMETER_PROBLEM);
                  assertThat(e.getMessage().strip().lines()).hasSize(1);
                });
      }
    }
  }

  private static List<List<String>> samples(Of of) {
    MatchExtension<?> extension = Written.extension(of.name, of.family);
    List<List<String>> samples = new ArrayList<>();
    for (Option<?> option : extension.options()) {
      List<String> good = option.takesArgument() ? option.syntax().samples().good() : List.of("");
      for (String sample : good) {
        for (boolean last : new boolean[] {false, true}) {
          List<String> words = companions(extension, option, last);
          if (option.invertible() && samples.size() % 3 == 0) {
            words.add("!");
          }
          add(option, sample, words);
          samples.add(words);
        }
      }
    }
    return samples;
  }

  /** What must stand beside an option, with the first or the last sample of its argument. */
  private static List<String> companions(
      MatchExtension<?> extension, Option<?> option, boolean last) {
    List<String> words = new ArrayList<>();
    for (Option<?> other : extension.options()) {
      if (other != option && (other.mandatory() || option.requires().contains(other.name()))) {
        List<String> good = other.takesArgument() ? other.syntax().samples().good() : List.of("");
        add(other, last ? good.getLast() : good.getFirst(), words);
      }
    }
    return words;
  }

  private static void add(Option<?> option, String sample, List<String> words) {
    words.add("--" + option.name());
    if (option.takesArgument()) {
      words.addAll(option.syntax().words() > 1 ? List.of(sample.split(" ")) : List.of(sample));
    }
  }

  @Test
  void printsNamesOnlyWhereNumbersWereNotAskedFor() {
    Match tcp = Written.match("tcp", Family.IPV4, "--dport http ! --sport 1:2 --syn");
    assertThat(Written.save(tcp, Family.IPV4))
        .isEqualTo("! --sport 1:2 --dport 80 --tcp-flags FIN,SYN,RST,ACK SYN");
    assertThat(Written.list(tcp, Family.IPV4, false))
        .isEqualTo(" tcp spts:!1:2 dpt:http flags:FIN,SYN,RST,ACK/SYN");
    assertThat(Written.list(tcp, Family.IPV4, true))
        .isEqualTo(" tcp spts:!1:2 dpt:80 flags:0x17/0x02");
    Match owner = Written.match("owner", Family.IPV4, "--uid-owner root");
    assertThat(Written.list(owner, Family.IPV4, false)).isEqualTo(" owner UID match root");
    assertThat(Written.list(owner, Family.IPV4, true)).isEqualTo(" owner UID match 0");
  }

  @Test
  void roundsAsTheKernelsStructsDo() {
    assertThat(saved("limit", "--limit 7001/s")).isEqualTo("--limit 10000/sec");
    assertThat(saved("limit", "--limit 20000/minute")).isEqualTo("--limit 333/sec");
    assertThat(saved("limit", "--limit 3000/hour")).isEqualTo("--limit 50/min");
    assertThat(saved("statistic", "--mode random --probability 0.33333"))
        .isEqualTo("--mode random --probability 0.33332999982");
    assertThat(saved("udp", "--dport 65589")).isEqualTo("--dport 53");
    assertThat(saved("conntrack", "--ctorigsrc 1.2.3.4/255.0.255.0"))
        .isEqualTo("--ctorigsrc 1.2.3.4");
  }

  @Test
  void equalWhereTheKernelsStructsAre() {
    assertThat(Written.match("mark", Family.IPV4, "--mark 0x10"))
        .isEqualTo(Written.match("mark", Family.IPV4, "--mark 16/0xffffffff"))
        .isNotEqualTo(Written.match("mark", Family.IPV4, "! --mark 16"));
    assertThat(Written.match("conntrack", Family.IPV4, "--ctstate NEW --ctproto tcp"))
        .isEqualTo(Written.match("conntrack", Family.IPV4, "--ctproto 6 --ctstate n"))
        .isNotEqualTo(Written.match("conntrack", Family.IPV4, "--ctproto 6"));
    assertThat(Written.match("tcp", Family.IPV4, "--syn"))
        .isEqualTo(Written.match("tcp", Family.IPV4, "--tcp-flags SYN,RST,ACK,FIN syn"));
  }

  private static String saved(String name, String options) {
    return Written.save(Written.match(name, Family.IPV4, options), Family.IPV4);
  }
}
