package org.netfilter4j.conformance.nft;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.command.Environment;
import org.netfilter4j.command.Iptables;
import org.netfilter4j.command.RuleWriter;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.nft.RuleEncoder;
import org.netfilter4j.xt.ruleset.MemoryBackend;
import org.netfilter4j.xt.set.SetNamespace;

/** The same rules through the C tool and through ours give the same expressions and listing. */
class NftExpressionsTest {
  private static final int BATCHES = 8;
  private static final int RULES = 200;
  private static final SystemNames NAMES = SystemNames.ofMachine();

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "ip6tables-nft", "nft");
  }

  @ParameterizedTest
  @EnumSource
  void writesTheExpressionsThatTheToolSends(Family family) {
    Random random = new Random(20260 + family.bits());
    NftRules rules = new NftRules(random, family);
    try (Namespace namespace = Namespace.open();
        Tally codes = new Tally("iptables-nft -A, exit codes, " + family);
        Tally expressions = new Tally("nf_tables expressions, " + family);
        Tally listings = new Tally("iptables-nft -S, " + family)) {
      for (int i = 0; i < BATCHES; i++) {
        List<String> lines = new ArrayList<>();
        for (int j = 0; j < RULES; j++) {
          lines.add(rules.next());
        }
        batch(family, lines, namespace, codes, expressions, listings);
      }
      codes.assertAgreement(BATCHES * RULES);
      expressions.assertAgreement(BATCHES * RULES / 2);
      listings.assertAgreement(BATCHES * RULES / 2);
    }
  }

  private static void batch(
      Family family,
      List<String> lines,
      Namespace namespace,
      Tally codes,
      Tally expressions,
      Tally listings) {
    String tool = family == Family.IPV4 ? "iptables-nft" : "ip6tables-nft";
    String table = family == Family.IPV4 ? "ip" : "ip6";
    MemoryBackend backend = new MemoryBackend(Mode.NFT);
    List<Command> commands = new ArrayList<>();
    commands.add(Command.script("nft flush ruleset"));
    commands.add(Command.line(tool + " -N user"));
    ours(family, backend, "-N user");
    for (String line : lines) {
      commands.add(Command.line(tool + " -A FORWARD " + line));
    }
    commands.add(Command.line("nft --debug=netlink list chain " + table + " filter FORWARD"));
    commands.add(Command.line(tool + " -S FORWARD"));
    List<Result> results = namespace.shell().runAll(commands);
    List<String> accepted = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Result judged = results.get(i + 2);
      int exit = ours(family, backend, "-A FORWARD " + lines.get(i));
      if (codes.compare(lines.get(i), judged.exit() + " ", exit + " ") && exit == 0) {
        accepted.add(lines.get(i));
      } else if (judged.exit() == 0 || exit == 0) {
        // The two chains no longer agree rule by rule; this difference says enough.
        return;
      }
    }
    List<List<String>> judged = expressions(results.get(results.size() - 2).stdout());
    List<String> listed =
        results.getLast().stdout().lines().filter(line -> line.startsWith("-A")).toList();
    List<Entry> entries =
        Objects.requireNonNull(
                Objects.requireNonNull(backend.read(family).table(TableName.FILTER))
                    .chain("FORWARD"))
            .rules();
    for (int i = 0; i < accepted.size(); i++) {
      Rule rule = entries.get(i).rule();
      expressions.compare(
          accepted.get(i),
          String.join("\n", NetlinkText.judged(judged.get(i))),
          String.join("\n", NetlinkText.of(RuleEncoder.encode(rule), family)));
      listings.compare(accepted.get(i), listed.get(i), line(rule));
    }
  }

  private static String line(Rule rule) {
    StringBuilder line = new StringBuilder();
    new RuleWriter(line, Mode.NFT, NAMES).append("FORWARD", rule, null);
    return line.toString();
  }

  /** The expressions of each rule, which begins with "ip filter FORWARD 7". */
  private static List<List<String>> expressions(String text) {
    List<List<String>> rules = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.matches("ip6? filter FORWARD \\d+.*")) {
        rules.add(new ArrayList<>());
      } else if (line.startsWith("  [") && !rules.isEmpty()) {
        rules.getLast().add(line);
      }
    }
    return rules;
  }

  private static int ours(Family family, MemoryBackend backend, String line) {
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
    Environment environment =
        Environment.of(
            family == Family.IPV4 ? "iptables" : "ip6tables",
            backend,
            NAMES,
            new SetNamespace(),
            InputStream.nullInputStream(),
            nowhere,
            nowhere);
    return Iptables.run(Command.words(line), environment);
  }
}
