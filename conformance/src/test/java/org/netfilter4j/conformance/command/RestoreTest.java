package org.netfilter4j.conformance.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/** Files for iptables-restore, whole and damaged, in all of its settings. */
class RestoreTest {
  private static final int FILES = 300;

  static final List<List<String>> SETTINGS =
      List.of(
          List.of(),
          List.of(),
          List.of("-c"),
          List.of("-n"),
          List.of("--noflush", "--counters"),
          List.of("-t"),
          List.of("--test", "-c"),
          List.of("-T", "filter"),
          List.of("--table=nat"),
          List.of("-v"),
          List.of("-cn"),
          List.of("-w", "3"),
          List.of("--modprobe=/bin/true", "-T", "filter"),
          List.of("-n", "-T", "nope"));

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "nft");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void restoresAsTheToolDoes(Mode mode) {
    CommandGenerator generator = new CommandGenerator(Seeds.of("restore"), mode);
    try (ListingJudge judge = ListingJudge.open(mode);
        Tally tally = new Tally("files for restore in " + mode + " mode")) {
      for (int i = 0; i < FILES; i++) {
        Family family = mode == Mode.NFT ? Family.IPV4 : generator.family();
        List<String> settings = generator.pick(SETTINGS);
        String file = RestoreFiles.file(generator, family);
        if (mode == Mode.NFT && settings.contains("-v")) {
          // iptables-nft-restore 1.8.9 keeps some policies when it is verbose; not followed.
          continue;
        }
        judge.compareRestore(family, settings, file, tally);
      }
      System.out.println(judge.messages());
      judge.otherMessages().forEach(System.out::println);
      tally.assertAgreement(FILES / 2);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void takesCommandsInTheMiddle(Mode mode) {
    CommandGenerator generator = new CommandGenerator(Seeds.of("restored commands"), mode);
    try (ListingJudge judge = ListingJudge.open(mode);
        Tally tally = new Tally("files with commands for restore in " + mode + " mode")) {
      for (int i = 0; i < FILES; i++) {
        Family family = mode == Mode.NFT ? Family.IPV4 : generator.family();
        String file = RestoreFiles.withCommands(generator, family, mode);
        List<List<String>> all =
            mode == Mode.NFT
                ? List.of(List.of("-n"), List.of("-nc"))
                : List.of(List.of("-n"), List.of(), List.of("-v"));
        List<String> settings = generator.pick(all);
        judge.compareRestore(family, settings, file, tally);
      }
      System.out.println(judge.messages());
      judge.otherMessages().forEach(System.out::println);
      tally.assertAgreement(FILES / 2);
    }
  }

  /** What is known of the C tools and not followed is still so. */
  @Test
  void theListOfOdditiesHolds() {
    for (RestoreOddity oddity : RestoreOddity.ALL) {
      try (ListingJudge judge = ListingJudge.open(oddity.mode());
          Tally tally = new Tally(oddity.reason())) {
        judge.compareRestore(oddity.family(), oddity.settings(), oddity.file(), tally);
        assertThat(tally.differences()).as(oddity.reason()).isEqualTo(1);
      }
    }
  }

  /** Lines about as long as the tools' buffer, and ones with a NUL. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void cutsLinesAsTheToolDoes(Mode mode) {
    List<String> lines = new ArrayList<>();
    for (int length = 10_236; length <= 10_242; length++) {
      lines.add("#" + "x".repeat(length - 1));
      lines.add(longRule(length));
      lines.add(longRule(length) + "\n-A OUTPUT -j ACCEPT");
    }
    lines.add("#" + "x".repeat(30_000));
    lines.add(longRule(10_000 + 500));
    lines.add("-A INPUT -s 1.1.1.1\0 -j nope");
    lines.add("\0-A INPUT");
    lines.add("COMMIT\0\n");
    lines.add("#\0 x");
    lines.add("-A INPUT -m comment --comment \u00e9\u00e8\u20ac");
    try (ListingJudge judge = ListingJudge.open(mode);
        Tally tally = new Tally("long lines for restore in " + mode + " mode")) {
      for (String line : lines) {
        String file = "*filter\n:INPUT ACCEPT [0:0]\n" + line + "\nCOMMIT\n";
        judge.compareRestore(Family.IPV4, List.of(), file, tally);
      }
      tally.assertAgreement(lines.size());
    }
  }

  /** A good rule of that many bytes. */
  private static String longRule(int length) {
    StringBuilder rule = new StringBuilder("-A INPUT");
    String match = " -m comment --comment ";
    while (rule.length() + 2 * match.length() + 240 < length) {
      rule.append(match).append("y".repeat(230));
    }
    rule.append(match);
    return rule.append("z".repeat(length - rule.length())).toString();
  }
}
