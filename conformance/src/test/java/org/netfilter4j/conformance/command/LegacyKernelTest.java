package org.netfilter4j.conformance.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.linux.LegacyEntries;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Extension;

/**
 * Our tools on the kernel's legacy tables, beside the C tools on those of another namespace: the
 * same commands end with the same exit codes and words, and leave the same bytes.
 */
class LegacyKernelTest {
  private static final int SEQUENCES = 150;
  private static final int LENGTH = 30;
  private static final int BATCH = 30;
  private static final int FILES = 150;

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-legacy", "ip6tables-legacy", "ipset");
  }

  private static ListingJudge open() {
    return ListingJudge.ofKernel(Mode.LEGACY);
  }

  @Test
  void sequencesOfCommandsLeaveTheSameTables() {
    CommandGenerator generator = new CommandGenerator(Seeds.of("legacy kernel"), Mode.LEGACY);
    try (ListingJudge judge = open();
        Tally tally = new Tally("sequences of commands in two kernels' legacy tables")) {
      OurTools reader = reader(judge);
      for (int i = 0; i < SEQUENCES; i++) {
        List<List<String>> sequence = sequence(generator);
        judge.compareSequence(sequence, tally);
        compareTables(judge, sequence, tally);
        compareListings(judge, reader, tally);
      }
      System.out.println(judge.messages());
      judge.otherMessages().forEach(System.out::println);
      tally.assertAgreement(SEQUENCES * 10L);
    }
  }

  /** Rules of every extension, good and bad ones, a batch at a time. */
  @Test
  void rulesOfExtensionsAreTheSameBytes() {
    String only = System.getenv().getOrDefault("NF4J_EXTENSION", "");
    try (ListingJudge judge = open();
        Tally tally = new Tally("extensions in two kernels' legacy tables")) {
      Sets.give(judge);
      Accounts.give(judge);
      for (Extension extension : ExtensionsTest.all()) {
        if (only.isEmpty() || only.equals(extension.name())) {
          compare(extension, judge, tally);
        }
      }
      System.out.println(judge.messages());
      judge.otherMessages().forEach(System.out::println);
      tally.assertAgreement(1);
    }
  }

  private static void compare(Extension extension, ListingJudge judge, Tally tally) {
    for (Family family : extension.families()) {
      List<List<String>> places = Places.of(extension, family);
      List<List<String>> lines = new ArrayList<>();
      for (List<String> place : places) {
        OptionCases cases =
            new OptionCases(extension, place, Seeds.of(extension.name() + " kernel"));
        lines.addAll(cases.good(BATCH / places.size()));
        lines.addAll(cases.bad(BATCH / places.size() / 2));
      }
      judge.compare(Places.before(extension), lines, tally);
      compareTables(judge, lines, tally);
    }
  }

  @Test
  void filesAreRestoredToTheSameBytes() {
    CommandGenerator generator = new CommandGenerator(Seeds.of("legacy restore"), Mode.LEGACY);
    List<List<String>> settings =
        List.of(List.of(), List.of("-c"), List.of("-n"), List.of("-n", "-c"), List.of("-t"));
    try (ListingJudge judge = open();
        Tally tally = new Tally("files for restore in two kernels' legacy tables")) {
      for (int i = 0; i < FILES; i++) {
        Family family = generator.family();
        String file =
            generator.chance(70)
                ? RestoreFiles.file(generator, family)
                : RestoreFiles.withCommands(generator, family, Mode.LEGACY);
        // See RestoreOddity of what the tool makes of -S there.
        if (file.contains("\n-S")) {
          continue;
        }
        judge.compareRestore(family, generator.pick(settings), file, tally);
        compareTables(judge, List.of(List.of(file)), tally);
      }
      System.out.println(judge.messages());
      judge.otherMessages().forEach(System.out::println);
      tally.assertAgreement(FILES / 2);
    }
  }

  /** What real clients wrote, and the repository's examples. */
  @Test
  void realFilesAreRestoredToTheSameBytes() throws IOException {
    try (Tally tally = new Tally("files of real clients in two kernels' legacy tables")) {
      for (RealFilesTest.Real file : RealFilesTest.files(Mode.LEGACY)) {
        try (ListingJudge judge = open()) {
          for (Namespace side : List.of(judge.namespace(), judge.second())) {
            side.shell()
                .run(Command.of("ipset", "restore").stdin(file.sets()))
                .orThrow(file.name());
          }
          String program = file.ipv6() ? "ip6tables-" : "iptables-";
          Command restore = Command.of(program + "legacy-restore", "-c").stdin(file.text());
          judge.namespace().shell().run(restore).orThrow(file.name());
          Result our = judge.ours().run(List.of(program + "restore", "-c"), file.text());
          tally.compare(file.name() + ": " + our.stderr(), 0, our.exit());
          compareTables(judge, List.of(List.of(file.name())), tally);
          compareListings(judge, reader(judge), tally);
        }
      }
      tally.assertAgreement(50);
    }
  }

  /** Our tools in the C tools' namespace. */
  private static OurTools reader(ListingJudge judge) {
    return OurTools.onKernel(Mode.LEGACY, NetworkNamespace.of(judge.namespace().file()));
  }

  private static List<List<String>> sequence(CommandGenerator generator) {
    Family family = generator.family();
    List<List<String>> lines = new ArrayList<>();
    for (int length = 1 + generator.below(LENGTH); length > 0; length--) {
      List<String> line = generator.command(family);
      // With two -v the C tool dumps what it exchanges with the kernel.
      if (line.stream().filter(word -> word.matches("-[nv]*v[nvLS]*")).count() < 2) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** The bytes in both kernels, and what the C tool reads of ours. */
  private static void compareTables(ListingJudge judge, List<List<String>> lines, Tally tally) {
    for (Family family : Family.values()) {
      tally.compare(
          family + " after " + lines.stream().map(Command::of).toList(),
          LegacyEntries.dump(judge.namespace().file(), family),
          LegacyEntries.dump(judge.second().file(), family));
    }
  }

  /** What ours read of the C tools' tables. */
  private static void compareListings(ListingJudge judge, OurTools reader, Tally tally) {
    for (String program : List.of("iptables-legacy-save", "ip6tables-legacy-save")) {
      List<String> save = List.of(program, "-c");
      tally.compare(
          program + " of the C tool's tables",
          Saved.normal(judge.namespace().shell().run(Command.of(save)).stdout(), Mode.LEGACY),
          Saved.normal(reader.run(save).stdout(), Mode.LEGACY));
    }
  }
}
