package org.netfilter4j.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Extensions;

/** getopt_long(3)'s rules, each on its own. What the C tools make of them is judged elsewhere. */
class GetoptTest {

  private static List<String> read(OptionTable table, String... words) {
    Getopt getopt = new Getopt("iptables", List.of(words));
    List<String> read = new ArrayList<>();
    for (int code = getopt.next(table); code != Getopt.END; code = getopt.next(table)) {
      String name =
          switch (code) {
            case Getopt.WORD -> "word";
            case Getopt.EXTENSION -> getopt.option().name();
            case Getopt.UNKNOWN -> "unknown " + getopt.lastWord();
            case Getopt.MISSING -> "missing " + getopt.lastWord();
            default -> String.valueOf((char) code);
          };
      read.add(getopt.argument() == null ? name : name + "=" + getopt.argument());
    }
    while (getopt.hasMore()) {
      read.add("rest " + getopt.take());
    }
    return read;
  }

  private static List<String> read(String... words) {
    return read(new OptionTable(true), words);
  }

  @Test
  void clustersShortOptionsAndTakesArgumentsGluedOrNot() {
    assertThat(read("-nvL", "INPUT")).containsExactly("n", "v", "L", "word=INPUT");
    assertThat(read("-AINPUT", "-jDROP")).containsExactly("A=INPUT", "j=DROP");
    assertThat(read("-nA", "INPUT", "-w5", "-w")).containsExactly("n", "A=INPUT", "w=5", "w");
  }

  @Test
  void takesLongOptionsWholeOrShortenedWhereOnlyOneIsMeant() {
    assertThat(read("--append", "X", "--app=Y", "--jump=Z")).containsExactly("A=X", "A=Y", "j=Z");
    assertThat(read("--list", "--list-r")).containsExactly("L", "S");
    assertThat(read("--s", "--de", "x")).containsExactly("unknown --s", "unknown --de", "word=x");
  }

  @Test
  void tellsMissingArgumentsFromUnknownOptions() {
    assertThat(read("-y", "--numeric=1", "-A"))
        .containsExactly("unknown -y", "unknown --numeric=1", "missing -A");
    assertThat(read("--source")).containsExactly("missing --source");
  }

  @Test
  void stopsAtTwoHyphens() {
    assertThat(read("-n", "--", "-v", "x")).containsExactly("n", "rest -v", "rest x");
  }

  @Test
  void handsOutWordsInTheirPlace() {
    assertThat(read("!", "-n", "-", "x")).containsExactly("word=!", "n", "word=-", "word=x");
  }

  @Test
  void findsTheOptionsOfExtensionsAfterTheBaseOnes() {
    OptionTable table = new OptionTable(true);
    table.merge(java.util.Objects.requireNonNull(Extensions.match("mark", Family.IPV4)));
    assertThat(read(table, "--mark", "1")).containsExactly("mark=1");
    // --match is a base option, so the beginning of both is neither.
    assertThat(read(table, "--ma", "1")).containsExactly("unknown --ma", "word=1");
    assertThat(read(table, "--mar", "1")).containsExactly("mark=1");
  }
}
