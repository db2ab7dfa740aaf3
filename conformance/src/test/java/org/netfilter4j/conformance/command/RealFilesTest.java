package org.netfilter4j.conformance.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.command.ipset.Ipset;
import org.netfilter4j.command.ipset.IpsetEnvironment;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Examples;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.set.SetNamespace;

/**
 * What real clients wrote into the kernel (recorded by the scripts in {@code
 * src/test/real-clients}), and the repository's examples: restored and saved again they are the
 * same, and the same as the C tools save them.
 */
class RealFilesTest {
  private static final List<String> CLIENTS = List.of("ufw", "firewalld", "cni", "docker");

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "ip6tables-nft", "ip6tables-legacy", "nft");
  }

  /**
   * A file of one family.
   *
   * @param sets what {@code ipset save} gave beside it, for rules that name sets
   */
  record Real(String name, boolean ipv6, String text, String sets) {}

  @ParameterizedTest
  @EnumSource(Mode.class)
  void restoresAndSavesUnchanged(Mode mode) throws IOException {
    List<Real> files = files(mode);
    assertThat(files).hasSizeGreaterThanOrEqualTo(2 * CLIENTS.size());
    try (Tally tally = new Tally("files of real clients in " + mode + " mode")) {
      for (Real file : files) {
        compare(file, mode, tally);
      }
      tally.assertAgreement(3L * CLIENTS.size());
    }
  }

  private static void compare(Real file, Mode mode, Tally tally) {
    String program = file.ipv6 ? "ip6tables-" : "iptables-";
    List<String> restore = List.of(program + mode.word() + "-restore", "-c");
    List<String> save = List.of(program + mode.word() + "-save", "-c");
    List<Result> judged;
    // A namespace for each: legacy tables stay in the order of their making.
    try (Namespace namespace = Namespace.open()) {
      judged =
          namespace
              .shell()
              .runAll(
                  List.of(
                      Command.of("ipset", "restore").stdin(file.sets),
                      Command.of(restore).stdin(file.text),
                      Command.of(save)));
    }
    judged.get(0).orThrow(file.name);
    judged.get(1).orThrow(file.name);
    OurTools ours = new OurTools(mode, sets(file));
    Result our = ours.run(restore, file.text);
    tally.compare(file.name + " restored: " + our.stderr(), 0, our.exit());
    String saved = ours.run(save).stdout();
    tally.compare(
        file.name + " as the tool saves it", normal(judged.getLast().stdout()), normal(saved));
    tally.compare(file.name + " as it was", rules(file.text), rules(saved));
  }

  /** The rules of each table without counters: a legacy table restored first is listed last. */
  private static Map<String, String> rules(String text) {
    Map<String, String> tables = new TreeMap<>();
    String table = "";
    for (String line : normal(text).lines().toList()) {
      table = line.startsWith("*") ? line : table;
      tables.merge(table, line.replaceAll("\\[\\d+:\\d+\\] ?", "") + "\n", String::concat);
    }
    return tables;
  }

  private static SetNamespace sets(Real file) {
    SetNamespace sets = new SetNamespace();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    int exit =
        Ipset.run(
            List.of("restore"),
            new IpsetEnvironment(
                sets,
                new SystemNames(Path.of("/etc"), false),
                new ByteArrayInputStream(file.sets.getBytes(StandardCharsets.UTF_8)),
                out,
                out,
                Clock.systemUTC()));
    assertThat(exit).as(said.toString(StandardCharsets.UTF_8)).isZero();
    return sets;
  }

  /** All of them for a mode. */
  static List<Real> files(Mode mode) throws IOException {
    List<Real> files = new ArrayList<>();
    for (String client : CLIENTS) {
      for (String family : List.of("v4", "v6")) {
        String name = client + "-" + mode.word() + "." + family;
        try (InputStream in =
            RealFilesTest.class.getResourceAsStream("/org/netfilter4j/conformance/real/" + name)) {
          String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          files.add(new Real(name, family.equals("v6"), text, ""));
        }
      }
    }
    try (Stream<Path> all = Files.walk(Examples.DIRECTORY)) {
      List<Path> rules = all.filter(p -> p.toString().matches(".*rules\\.v[46]")).sorted().toList();
      for (Path path : rules) {
        Path sets = path.getParent().resolveSibling("ipset");
        files.add(
            new Real(
                "example " + path,
                path.toString().endsWith("6"),
                Files.readString(path),
                Files.exists(sets) ? Files.readString(sets) : ""));
      }
    }
    return files;
  }

  /** Without comments, which hold the time. */
  private static String normal(String text) {
    return text.lines().filter(l -> !l.startsWith("#")).reduce("", (all, l) -> all + l + "\n");
  }
}
