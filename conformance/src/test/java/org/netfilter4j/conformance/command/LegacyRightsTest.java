package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.OwnProcess;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;

/** Legacy tables without the rights that they take, and with these alone: words and exit codes. */
class LegacyRightsTest {
  private static final List<String> RIGHTS =
      List.of("-net_raw", "-net_admin", "-all,+net_admin,+net_raw");

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("iptables-legacy", "-S"),
          List.of("ip6tables-legacy", "-A", "INPUT", "-j", "ACCEPT"),
          List.of("iptables-legacy-save", "-t", "nat"),
          List.of("iptables-legacy-restore"));

  private static final String FILE = "*mangle\n-A OUTPUT -j MARK --set-mark 1\nCOMMIT\n";

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-legacy", "ip6tables-legacy", "setpriv");
  }

  @Test
  void refusesAsTheToolDoes() {
    try (Tally tally = new Tally("rights for legacy tables")) {
      for (String rights : RIGHTS) {
        try (Namespace judge = Namespace.open();
            Namespace ours = Namespace.open()) {
          for (List<String> command : COMMANDS) {
            tally.compare(
                rights + " " + Command.of(command),
                said(judge, rights, command),
                said(ours, rights, with(OwnProcess.words(), command)));
          }
        }
      }
      tally.assertAgreement(RIGHTS.size() * COMMANDS.size());
    }
  }

  private static List<String> with(List<String> before, List<String> words) {
    List<String> all = new ArrayList<>(before);
    all.addAll(words);
    return all;
  }

  /** All but comments, which hold the time. */
  private static Result said(Namespace in, String rights, List<String> words) {
    List<String> line = List.of("setpriv", "--bounding-set=" + rights, "--inh-caps=" + rights);
    Result result = in.exec(with(line, words), FILE);
    return new Result(result.exit(), result.stdout().replaceAll("(?m)^#.*\n", ""), result.stderr());
  }
}
