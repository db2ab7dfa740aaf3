package org.netfilter4j.conformance.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.OwnPrograms;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.linux.KernelMachine;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.xt.struct.UnknownMatch;

/** What this program does not know in a kernel's rules stays as it is. */
class UnknownExtensionsTest {
  /** struct ipt_addrtype_info, source LOCAL: a revision that the kernel has and ours lacks. */
  private static final UnknownMatch ADDRTYPE =
      new UnknownMatch(
          "addrtype", 0, Expression.Data.of(4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));

  private Namespace namespace;
  private KernelMachine machine;

  @BeforeEach
  void open() {
    Oracle.require("iptables-nft", "iptables-legacy", "nft");
    namespace = Namespace.open();
    machine = new KernelMachine(NetworkNamespace.of(namespace.file()), Map.of());
  }

  @AfterEach
  void close() {
    machine.close();
    namespace.close();
  }

  private Result ours(Mode mode, String... words) {
    List<String> line = new ArrayList<>(List.of("iptables-" + mode.word()));
    line.addAll(List.of(words));
    return OwnPrograms.run(machine, mode, line, "");
  }

  /** Changes around the second rule of INPUT, and its counters. */
  private void change(Mode mode) {
    ours(mode, "-I", "INPUT", "1", "-s", "1.2.3.4", "-j", "DROP").orThrow("-I");
    ours(mode, "-I", "INPUT", "3", "-s", "1.2.3.5", "-j", "DROP").orThrow("-I 3");
    ours(mode, "-D", "INPUT", "1").orThrow("-D 1");
    ours(mode, "-N", "chain").orThrow("-N");
    ours(mode, "-A", "OUTPUT", "-j", "chain").orThrow("-A");
    ours(mode, "-Z", "INPUT").orThrow("-Z");
    ours(mode, "-D", "INPUT", "2").orThrow("-D 2");
    ours(mode, "-Z", "INPUT", "2").orThrow("-Z 2");
    ours(mode, "-F", "OUTPUT").orThrow("-F");
    ours(mode, "-X", "chain").orThrow("-X");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aMatchOfAnUnknownRevisionSurvives(Mode mode) {
    String tool = "iptables-" + mode.word();
    namespace.shell().run(tool, "-A", "INPUT", "-p", "tcp", "-j", "ACCEPT").orThrow(tool);
    Backend backend = machine.backend(mode);
    backend.read(Family.IPV4, TableName.FILTER, Backend.Need.ALL);
    Rule rule = new Rule(Selector.any(Family.IPV4), List.of(ADDRTYPE), Target.Standard.DROP);
    backend.commit(
        Family.IPV4,
        List.of(new Edit.Append(TableName.FILTER, "INPUT", new Entry(rule, Counters.ZERO))));
    String before = namespace.shell().run(tool, "-S", "INPUT").stdout();
    // In legacy mode the C tool reads one revision alone.
    assertThat(before)
        .endsWith(
            mode == Mode.NFT
                ? "-A INPUT -m addrtype --src-type LOCAL -j DROP\n"
                : "-A INPUT -m addrtype [unsupported revision] -j DROP\n");
    String line =
        "-A INPUT -m addrtype [unsupported revision 0: 0x" + "04" + "00".repeat(15) + "] -j DROP\n";
    assertThat(ours(mode, "-S", "INPUT").stdout()).endsWith(line);
    change(mode);
    assertThat(namespace.shell().run(tool, "-S", "INPUT").stdout()).isEqualTo(before);
    assertThat(ours(mode, "-S", "INPUT").stdout()).endsWith(line);
    List<Match> matches =
        Objects.requireNonNull(
                Objects.requireNonNull(
                        backend
                            .read(Family.IPV4, TableName.FILTER, Backend.Need.ALL)
                            .table(TableName.FILTER))
                    .chain("INPUT"))
            .rules()
            .get(1)
            .rule()
            .matches();
    assertThat(matches).containsExactly(ADDRTYPE);
  }

  /** The C tool gives up where it zeroes such a rule by its number. */
  @Test
  void aRuleOfNftSurvives() {
    namespace.shell().run("iptables-nft", "-A", "INPUT", "-p", "tcp", "-j", "ACCEPT").orThrow("-A");
    namespace
        .shell()
        .run(
            "nft",
            "add rule ip filter INPUT ct state new meta length 1-5 counter packets 3 bytes 4 accept"
                + " comment \"hi\"")
        .orThrow("nft");
    String before = namespace.shell().run("nft", "-s", "list chain ip filter INPUT").stdout();
    assertThat(before).contains("meta length 1-5 counter accept comment \"hi\"");
    change(Mode.NFT);
    assertThat(namespace.shell().run("nft", "-s", "list chain ip filter INPUT").stdout())
        .isEqualTo(before);
    assertThat(namespace.shell().run("nft", "list chain ip filter INPUT").stdout())
        .contains("meta length 1-5 counter packets 0 bytes 0 accept");
    assertThat(ours(Mode.NFT, "-S").stderr()).contains("incompatible, use 'nft' tool");
  }
}
