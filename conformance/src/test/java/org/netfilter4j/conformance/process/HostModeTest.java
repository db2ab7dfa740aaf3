package org.netfilter4j.conformance.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;

/**
 * The mode of a host, as processes of ours choose it: iptables by its name alone, {@code nf4j
 * mode}, and the agent, whose rules the C tools look for in both modes. On hosts as they are met:
 * with the rules of one mode, of both, with the kubelet's hint in either, without any, and on
 * kernels that lack a mode.
 */
@Timeout(120)
class HostModeTest {
  private static final int NETLINK = 16;
  private static final int NETFILTER = 12;
  private static final int GET_REVISION_TARGET = 67;
  private static final int GET_REVISION_TARGET6 = 69;
  private static final int IPV4 = 0;
  private static final int IPV6 = 41;
  private static final int ENOPROTOOPT = 92;
  private static final int EPROTONOSUPPORT = 93;

  /**
   * A machine whose kernel has never had legacy tables: without /proc/net/ip_tables_names. The JVM
   * finds of /proc what it needs.
   */
  private static final String WITHOUT_NAMES =
      """
      set -eu
      mkdir -p "$1"
      mount -t proc proc "$1"
      mount -t tmpfs tmpfs /proc
      for each in self sys cpuinfo meminfo stat version filesystems mounts uptime; do
        ln -s "$1/$each" /proc/$each
      done
      shift
      exec "$@"
      """;

  /** Without nfnetlink there is neither nf_tables nor ipset. */
  private static final Denial NO_NFT = Denial.socket(EPROTONOSUPPORT, NETLINK, NETFILTER);

  private static final List<Denial> NO_LEGACY =
      List.of(
          Denial.getsockopt(ENOPROTOOPT, IPV4, GET_REVISION_TARGET),
          Denial.getsockopt(ENOPROTOOPT, IPV6, GET_REVISION_TARGET6));

  private Namespace host;
  private Path rules;

  @BeforeEach
  void open() throws IOException {
    Oracle.require("iptables-nft", "iptables-legacy", "unshare", "mount");
    host = Namespace.open();
    rules = Files.createDirectory(host.directory().resolve("rules"));
    Files.writeString(
        rules.resolve("10-agent.v4"),
        "*filter\n:OF-THE-AGENT - [0:0]\n-A OF-THE-AGENT -j RETURN\nCOMMIT\n");
    OurProgram.get();
  }

  @AfterEach
  void close() {
    if (host != null) {
      host.close();
    }
  }

  private void run(String... lines) {
    for (String line : lines) {
      host.shell().run(Command.line(line)).orThrow(line);
    }
  }

  private Result ours(List<String> before, String... words) {
    List<String> command = new ArrayList<>(before);
    command.addAll(OurProgram.get().command(List.of(words)));
    return host.exec(command, "");
  }

  /** All three of a host. */
  private void expect(String mode, String why) {
    expect(mode, why, List.of(), List.of());
  }

  private void expect(String mode, String why, List<Denial> denials, List<String> before) {
    String word = mode.equals("nft") ? "nf_tables" : "legacy";
    for (String program : List.of("iptables", "ip6tables-save")) {
      Result version = under(denials, () -> ours(before, program, "-V"));
      assertThat(version.stdout())
          .as(program + version.stderr())
          .isEqualTo(program + " v1.8.9 (" + word + ")\n");
    }
    assertThat(under(denials, () -> ours(before, "nf4j", "mode", "--lang", "en")).stdout())
        .startsWith("mode: " + mode + "\nwhy: " + why);
    Result applied =
        under(denials, () -> ours(before, "nf4j", "agent", "--rules", rules.toString(), "--once"));
    assertThat(applied.exit()).as(applied.stderr()).isZero();
    assertThat(holding("OF-THE-AGENT")).as(applied.stderr()).containsExactly(mode);
    Result cleaned = under(denials, () -> ours(before, "nf4j", "agent", "--cleanup"));
    assertThat(cleaned.exit()).as(cleaned.stderr()).isZero();
    assertThat(holding("OF-THE-AGENT")).isEmpty();
  }

  private static <T> T under(List<Denial> denials, Supplier<T> action) {
    if (denials.isEmpty()) {
      return action.get();
    }
    List<Denial> rest = denials.subList(1, denials.size());
    return denials.getFirst().during(() -> under(rest, action));
  }

  /** The modes that have a chain of that name, as the C tools tell. */
  private List<String> holding(String chain) {
    List<String> modes = new ArrayList<>();
    for (String mode : List.of("nft", "legacy")) {
      Result saved = host.exec("iptables-" + mode + "-save").orThrow("iptables-" + mode + "-save");
      if (saved.stdout().contains(":" + chain + " ")) {
        modes.add(mode);
      }
    }
    return modes;
  }

  @Test
  void onlyLegacyRules() {
    run("iptables-legacy -A INPUT -p tcp --dport 22 -j ACCEPT");
    expect("legacy", "it has more rules");
  }

  @Test
  void onlyRulesOfNft() {
    run("iptables-nft -A INPUT -p tcp --dport 22 -j ACCEPT");
    expect("nft", "it has more rules");
    // Tables of nf_tables that are not iptables' own say nothing of the mode.
    run("nft add table inet firewalld", "nft add chain inet firewalld filter_INPUT");
    expect("nft", "it has more rules");
  }

  @Test
  void bothWithoutAHint() {
    run(
        "iptables-legacy -A INPUT -p tcp --dport 22 -j ACCEPT",
        "iptables-nft -A INPUT -p tcp --dport 22 -j ACCEPT",
        "ip6tables-legacy -A FORWARD -j DROP");
    expect("legacy", "it has more rules, IPv4 and IPv6 together: nft 1, legacy 2");
    run("ip6tables-nft -A FORWARD -j DROP");
    expect("nft", "both modes have 2 rules");
  }

  @Test
  void bothWithTheKubeletsHintInLegacy() {
    run(
        "iptables-legacy -t mangle -N KUBE-IPTABLES-HINT",
        "iptables-nft -A INPUT -p tcp",
        "iptables-nft -A INPUT -p udp",
        "iptables-nft -A INPUT -p sctp");
    expect("legacy", "the kubelet has made its chain there");
  }

  @Test
  void bothWithTheKubeletsHintInNft() {
    run(
        "ip6tables-nft -t mangle -N KUBE-KUBELET-CANARY",
        "iptables-legacy -A INPUT -p tcp",
        "iptables-legacy -A INPUT -p udp",
        "iptables-legacy -A INPUT -p sctp");
    expect("nft", "the kubelet has made its chain there");
    // In both: nft is asked first.
    run("iptables-legacy -t mangle -N KUBE-IPTABLES-HINT");
    expect("nft", "the kubelet has made its chain there");
  }

  @Test
  void neitherHasRules() {
    expect("nft", "neither mode has rules");
    // What a legacy tool has left empty is no rule.
    run("iptables-legacy -A INPUT -p tcp", "iptables-legacy -F");
    expect("nft", "neither mode has rules");
  }

  @Test
  void aKernelWithoutNft() {
    Denial.require();
    expect("legacy", "this kernel has legacy alone", List.of(NO_NFT), List.of());
    run("iptables-legacy -A INPUT -p tcp");
    expect("legacy", "it has more rules", List.of(NO_NFT), List.of());
  }

  @Test
  void aKernelWithoutLegacyTables() {
    Denial.require();
    List<String> before = withoutNames();
    expect("nft", "this kernel has nft alone", NO_LEGACY, before);
    run("iptables-nft -A INPUT -p tcp");
    expect("nft", "it has more rules", NO_LEGACY, before);
  }

  private List<String> withoutNames() {
    return List.of(
        "unshare",
        "--mount",
        "--propagation",
        "private",
        "sh",
        "-c",
        WITHOUT_NAMES,
        "sh",
        host.directory().resolve("proc").toString());
  }

  @Test
  void aKernelWithoutEither() {
    Denial.require();
    List<Denial> denials = new ArrayList<>(NO_LEGACY);
    denials.add(NO_NFT);
    Result told = under(denials, () -> ours(withoutNames(), "nf4j", "mode", "--lang", "en"));
    assertThat(told.stdout()).isEqualTo("This kernel has neither nf_tables nor legacy tables.\n");
    assertThat(told.exit()).isEqualTo(1);
    Result refused = under(denials, () -> ours(withoutNames(), "iptables", "-S"));
    assertThat(refused.stderr()).contains("this kernel has no nf_tables");
    assertThat(refused.exit()).isNotZero();
  }
}
