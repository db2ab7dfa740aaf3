package org.netfilter4j.conformance.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/**
 * Our tools on the kernel of a namespace, beside the C tools on that of another: the same commands
 * and files end with the same exit codes and words, and leave the same tables, as both tools and
 * nft list them, and in legacy mode the same bytes.
 */
class KernelCommandsTest {
  private static final int SEQUENCES = 120;
  private static final int FILES = 120;
  private static final int JUDGES = 4;

  /** Every which combination of commands and options is tried. */
  private static final int STEP = Integer.getInteger("nf4j.step", 3);

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "nft");
  }

  private interface Part {
    void run(ListingJudge judge, int part);
  }

  /** Parts side by side, each with namespaces of its own: the kernel makes a tool wait. */
  private static void share(Mode mode, Part work) throws InterruptedException {
    List<Future<?>> parts = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(JUDGES)) {
      for (int i = 0; i < JUDGES; i++) {
        int part = i;
        parts.add(
            threads.submit(() -> {
              try (ListingJudge judge = ListingJudge.onKernel(mode)) {
                work.run(judge, part);
                System.out.println(judge.messages());
                judge.otherMessages().forEach(System.out::println);
              }
            }));
      }
      for (Future<?> part : parts) {
        try {
          part.get();
        } catch (ExecutionException e) {
          throw new AssertionError("a part of it", e.getCause());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void sequencesLeaveTheSameTables(Mode mode) throws InterruptedException {
    try (Tally tally = new Tally("sequences of commands on the kernel in " + mode + " mode")) {
      share(
          mode,
          (judge, part) -> {
            CommandGenerator generator =
                new CommandGenerator(Seeds.of("kernel commands " + part), mode);
            for (int i = 0; i < SEQUENCES / JUDGES; i++) {
              compare(judge, CommandSequenceTest.sequence(generator), tally);
            }
          });
      tally.assertAgreement(SEQUENCES * 8L);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void combinationsLeaveTheSameTables(Mode mode) throws InterruptedException {
    List<List<String>> all = CombinationsTest.lines(mode);
    List<List<String>> lines = new ArrayList<>();
    for (int i = (int) Math.floorMod(Seeds.of("step"), STEP); i < all.size(); i += STEP) {
      lines.add(all.get(i));
    }
    try (Tally tally = new Tally("commands with options on the kernel in " + mode + " mode")) {
      share(
          mode,
          (judge, part) -> {
            for (int i = part * CombinationsTest.TOGETHER;
                i < lines.size();
                i += JUDGES * CombinationsTest.TOGETHER) {
              int end = Math.min(i + CombinationsTest.TOGETHER, lines.size());
              compare(judge, lines.subList(i, end), tally);
            }
          });
      tally.assertAgreement(lines.size());
    }
  }

  private static void compare(ListingJudge judge, List<List<String>> lines, Tally tally) {
    long differences = tally.differences();
    judge.compareSequence(lines, tally);
    if (tally.differences() == differences) {
      judge.compareTables(lines.stream().map(Command::of).toList(), tally);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void filesLeaveTheSameTables(Mode mode) throws InterruptedException {
    try (Tally tally = new Tally("files for restore on the kernel in " + mode + " mode")) {
      share(
          mode,
          (judge, part) -> {
            CommandGenerator generator =
                new CommandGenerator(Seeds.of("kernel restore " + part), mode);
            for (int i = 0; i < FILES / JUDGES; i++) {
              restore(judge, generator, i % 3 == 0, tally);
            }
          });
      tally.assertAgreement(FILES / 2);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void realFilesLeaveTheSameTables(Mode mode) throws IOException {
    try (Tally tally = new Tally("files of real clients on the kernel in " + mode + " mode")) {
      for (RealFilesTest.Real file : RealFilesTest.files(mode)) {
        try (ListingJudge judge = ListingJudge.onKernel(mode)) {
          for (Namespace namespace : judge.namespaces()) {
            Command sets = Command.of("ipset", "restore").stdin(file.sets());
            namespace.shell().run(sets).orThrow(file.name());
          }
          Family family = file.ipv6() ? Family.IPV6 : Family.IPV4;
          judge.compareRestore(family, List.of("-c"), file.text(), tally);
          judge.compareTables(file.name(), tally);
        }
      }
      tally.assertAgreement(16);
    }
  }

  private static void restore(
      ListingJudge judge, CommandGenerator generator, boolean commands, Tally tally) {
    Mode mode = judge.mode();
    Family family = mode == Mode.NFT ? Family.IPV4 : generator.family();
    List<String> settings;
    String file;
    if (commands) {
      file = RestoreFiles.withCommands(generator, family, mode);
      settings =
          generator.pick(
              mode == Mode.NFT
                  ? List.of(List.of("-n"), List.of("-nc"))
                  : List.of(List.of("-n"), List.of(), List.of("-v")));
    } else {
      file = RestoreFiles.file(generator, family);
      settings = generator.pick(RestoreTest.SETTINGS);
      if (mode == Mode.NFT && settings.contains("-v")) {
        // iptables-nft-restore 1.8.9 keeps some policies when it is verbose; not followed.
        return;
      }
    }
    long differences = tally.differences();
    judge.compareRestore(family, settings, file, tally);
    if (tally.differences() == differences) {
      judge.compareTables(List.of(settings, file), tally);
    }
  }
}
