package org.netfilter4j.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.RulesReport;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.diagnose.live.LiveTables;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.linux.ModeSurvey;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label.Language;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.TableName;
import org.netfilter4j.rules.provenance.Program;
import org.netfilter4j.rules.provenance.Programs;
import org.netfilter4j.xt.Rejected;

/** {@code nf4j show}: the rules of both modes, in the order in which packets meet them. */
final class ShowCommand {
  static final String USAGE =
      """
      usage: nf4j show [--host DIR|--kernel] [TABLE [CHAIN]] [-4|-6] [--owner PROGRAM]
                       [--grep TEXT] [--json] [--lang en|zh]

      Rules with their numbers and counters and whose they are: at each hook the tables of both
      modes in the order in which packets meet them, then the chains that those go to.

        TABLE               raw, mangle, nat, filter or security
        --owner PROGRAM     only rules of docker, kube-proxy, ufw …; of nobody known: hand
        --grep TEXT         only rules that have the text in them, in whichever case

      The exit code is 0, 1 where there is nothing to show, 2 for a mistake.\\
      """;

  private final Nf4j nf4j;
  private @Nullable String host;
  private boolean kernel;
  private boolean json;
  private EnumSet<Family> families = EnumSet.allOf(Family.class);
  private @Nullable String owner;
  private @Nullable String text;
  private @Nullable Language language;

  ShowCommand(Nf4j nf4j) {
    this.nf4j = nf4j;
  }

  int run(List<String> words, @Nullable String hostBefore) {
    host = hostBefore;
    RulesReport.Wish wish = wish(own(words));
    if (kernel && host != null) {
      throw Rejected.parameter("--kernel and --host exclude one another");
    }
    if (kernel || nf4j.onKernel(host)) {
      try (LiveTables tables = new LiveTables(nf4j.namespace(), nf4j.variables())) {
        List<Ruleset> rulesets = new ArrayList<>();
        for (Mode mode : tables.modes()) {
          for (Family family : families) {
            rulesets.add(tables.read(mode, family));
          }
        }
        ModeSurvey survey = ModeSurvey.of(nf4j.namespace());
        return report(wish, survey.order(), rulesets, survey.others());
      }
    }
    try (EmbeddedHost embedded = nf4j.hostToRead(host)) {
      List<Ruleset> rulesets = new ArrayList<>(embedded.rulesets());
      rulesets.removeIf(ruleset -> !families.contains(ruleset.family()));
      return report(wish, embedded.order(), rulesets, List.of());
    }
  }

  private int report(
      RulesReport.Wish wish, List<Mode> order, List<Ruleset> rulesets, List<String> others) {
    Language spoken = Terminal.language(language, nf4j);
    Tongue tongue = new Tongue(spoken, !json && Terminal.isColourful(nf4j));
    RulesReport report = new RulesReport(tongue, wish, order, rulesets);
    if (json) {
      nf4j.out().println(report.json());
      return 0;
    }
    boolean any = report.print(nf4j.out());
    for (String other : others) {
      // Their rules are not iptables', and a packet meets them all the same.
      nf4j.err()
          .println(
              tongue.say(
                  "nftables' own table " + other + " is not shown (nft list table " + other + ")",
                  "nftables 自己的表 " + other + " 未显示（nft list table " + other + "）"));
    }
    if (any) {
      return 0;
    }
    nf4j.err().println(tongue.say("there is nothing to show", "没有可显示的内容"));
    return 1;
  }

  private RulesReport.Wish wish(List<String> rest) {
    if (rest.size() > 2) {
      throw Rejected.parameter(
          "\"" + rest.get(2) + "\" is too much; \"nf4j show --help\" says what");
    }
    TableName table = null;
    if (!rest.isEmpty()) {
      table = TableName.find(rest.getFirst());
      if (table == null) {
        throw Rejected.parameter("there is no table \"" + rest.getFirst() + "\"");
      }
    }
    String wanted = owner;
    if (wanted != null && Programs.find(wanted) == null) {
      List<String> known = new ArrayList<>();
      for (Program program : Programs.all()) {
        known.add(program.word());
      }
      throw Rejected.parameter(
          "--owner: \"" + wanted + "\" is none of " + String.join(", ", known));
    }
    return new RulesReport.Wish(table, rest.size() < 2 ? null : rest.get(1), wanted, text);
  }

  private List<String> own(List<String> words) {
    List<String> rest = new ArrayList<>();
    for (int at = 0; at < words.size(); at++) {
      String word = words.get(at);
      switch (word) {
        case "-h", "--help" -> throw new Usage.Wanted(USAGE);
        case "--host" -> host = OptionValues.text(words, at++);
        case "--kernel" -> kernel = true;
        case "--json" -> json = true;
        case "-4", "--ipv4" -> families = EnumSet.of(Family.IPV4);
        case "-6", "--ipv6" -> families = EnumSet.of(Family.IPV6);
        case "--owner" -> owner = OptionValues.text(words, at++);
        case "--grep" -> text = OptionValues.text(words, at++);
        case "--lang" -> language = Terminal.language(OptionValues.text(words, at++));
        case "-t", "--table" -> rest.addFirst(OptionValues.text(words, at++));
        default -> {
          if (word.startsWith("-")) {
            throw Rejected.parameter(
                "unknown option \"" + word + "\"; \"nf4j show --help\" lists them");
          }
          rest.add(word);
        }
      }
    }
    return rest;
  }
}
