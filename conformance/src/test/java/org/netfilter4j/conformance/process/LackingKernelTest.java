package org.netfilter4j.conformance.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;

/**
 * On a kernel that lacks a part ours say what the C tools say, and which part that is. The kernel's
 * answers are those of its sources; a filter gives them to both.
 */
@Timeout(120)
class LackingKernelTest {
  private static final int NETLINK = 16;
  private static final int NETFILTER = 12;
  private static final int INET6 = 10;
  private static final int RAW = 255;
  private static final int GET_INFO = 64;
  private static final int ENOENT = 2;
  private static final int EINVAL = 22;
  private static final int ENOPROTOOPT = 92;
  private static final int EPROTONOSUPPORT = 93;
  private static final int EAFNOSUPPORT = 97;
  private static final String RULES = "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp\nCOMMIT\n";
  private Namespace namespace;

  @BeforeEach
  void open() {
    Oracle.require("iptables-nft", "iptables-legacy", "ipset", "conntrack");
    Denial.require();
    namespace = Namespace.open();
    OurProgram.get();
  }

  @AfterEach
  void close() {
    if (namespace != null) {
      namespace.close();
    }
  }

  private void compare(Denial denial, String remark, String... lines) {
    try (Tally tally = new Tally("lacking: " + remark)) {
      for (String line : lines) {
        List<String> words = List.of(line.split(" "));
        Result theirs = denial.during(() -> namespace.exec(words, RULES));
        Result ours = denial.during(() -> namespace.exec(OurProgram.get().command(words), RULES));
        assertThat(theirs.exit()).as(line).isNotZero();
        String said = ours.stderr();
        assertThat(said).as(line).contains(remark);
        tally.compare(
            line, theirs, new Result(ours.exit(), ours.stdout(), said.replace(remark, "")));
      }
      tally.assertAgreement(lines.length);
    }
  }

  @Test
  void noNetfilterNetlink() {
    Denial denial = Denial.socket(EPROTONOSUPPORT, NETLINK, NETFILTER);
    compare(
        denial,
        " (this kernel has no nf_tables)",
        "iptables-nft -S",
        "iptables-nft -A INPUT",
        "ip6tables-nft -P INPUT DROP",
        "iptables-nft-save",
        "iptables-nft-restore",
        "iptables-nft-restore -t");
    compare(denial, "", "ipset list");
    // The C tool says it too, and then dies of SIGSEGV.
    List<String> list = OurProgram.get().command(List.of("conntrack", "-L"));
    Result ours = denial.during(() -> namespace.exec(list, ""));
    assertThat(ours.exit()).isEqualTo(1);
    assertThat(ours.stderr())
        .isEqualTo(
            "conntrack v1.4.7 (conntrack-tools): Operation failed: Protocol not supported"
                + " (this kernel has no ctnetlink)\n");
  }

  /** nfnetlink's answer about a subsystem that it does not know. */
  @Test
  void noTablesOfNft() {
    compare(
        Denial.sendto(EINVAL),
        " (this kernel has no nf_tables)",
        "iptables-nft -S",
        "iptables-nft -A INPUT",
        "ip6tables-nft -F",
        "iptables-nft-save",
        "iptables-nft-restore");
  }

  @Test
  void noLegacyTables() {
    compare(
        Denial.getsockopt(ENOPROTOOPT, 0, GET_INFO),
        " (this kernel has no ip_tables)",
        "iptables-legacy -S",
        "iptables-legacy -A INPUT -p tcp",
        "iptables-legacy-save -t filter");
    compare(
        Denial.getsockopt(ENOPROTOOPT, 41, GET_INFO),
        " (this kernel has no ip6_tables)",
        "ip6tables-legacy -L",
        "ip6tables-legacy-save -t raw");
  }

  @Test
  void noSuchTable() {
    compare(
        Denial.getsockopt(ENOENT, 0, GET_INFO),
        "",
        "iptables-legacy -t security -S",
        "iptables-legacy -t raw -A OUTPUT",
        "iptables-legacy-save -t raw",
        "iptables-legacy-restore");
  }

  @Test
  void noSixthVersion() {
    compare(
        Denial.socket(EAFNOSUPPORT, INET6, RAW),
        " (this kernel has no IPv6)",
        "ip6tables-legacy -S",
        "ip6tables-legacy -A INPUT",
        "ip6tables-legacy-save -t filter");
  }
}
