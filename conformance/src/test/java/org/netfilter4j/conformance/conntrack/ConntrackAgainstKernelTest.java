package org.netfilter4j.conformance.conntrack;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.conformance.conntrack.KernelComparison.Setup;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.lower.Context.Template;
import org.netfilter4j.xt.lower.Context.Template.ZoneDirection;

/** Conversations through the kernel's connection tracking and ours. */
@TestInstance(Lifecycle.PER_CLASS)
class ConntrackAgainstKernelTest {
  private static final String PREFIX = "net.netfilter.nf_conntrack_";

  private @Nullable KernelComparison kernel;

  @BeforeAll
  void judge() {
    Oracle.require("nft", "ipset", "conntrack", "iptables-nft", "ip6tables-nft");
    kernel = new KernelComparison();
  }

  @AfterAll
  void close() {
    if (kernel != null) {
      kernel.close();
    }
  }

  private KernelComparison kernel() {
    if (kernel == null) {
      throw new IllegalStateException("no kernel");
    }
    return kernel;
  }

  private static Map<String, String> sysctls(String... namesAndValues) {
    Map<String, String> sysctls = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      sysctls.put(PREFIX + namesAndValues[i], namesAndValues[i + 1]);
    }
    return sysctls;
  }

  @Test
  void tcp() {
    try (Tally tally = new Tally("conntrack of TCP")) {
      for (Family family : Family.values()) {
        kernel().compare(tally, Setup.plain(family), TcpTalk::new, 120, 24);
      }
      tally.assertAgreement(5000);
    }
  }

  @Test
  void tcpWithOtherSettings() {
    try (Tally tally = new Tally("conntrack of TCP with other settings")) {
      Setup plain = Setup.plain(Family.IPV4);
      kernel()
          .compare(
              tally,
              plain.withSysctls(sysctls("tcp_be_liberal", "1", "acct", "1")),
              TcpTalk::new,
              40,
              24);
      kernel()
          .compare(
              tally,
              plain.withSysctls(
                  sysctls("tcp_loose", "0", "tcp_ignore_invalid_rst", "1", "checksum", "0")),
              TcpTalk::new,
              40,
              24);
      kernel()
          .compare(
              tally,
              plain.withSysctls(
                  sysctls(
                      "tcp_max_retrans", "1",
                      "tcp_timeout_max_retrans", "70",
                      "tcp_timeout_unacknowledged", "90",
                      "tcp_timeout_syn_sent", "31",
                      "tcp_timeout_syn_recv", "32",
                      "tcp_timeout_established", "500",
                      "tcp_timeout_fin_wait", "34",
                      "tcp_timeout_close_wait", "35",
                      "tcp_timeout_last_ack", "36",
                      "tcp_timeout_time_wait", "37",
                      "tcp_timeout_close", "38")),
              TcpTalk::new,
              60,
              24);
      tally.assertAgreement(2000);
    }
  }

  @Test
  void datagrams() {
    try (Tally tally = new Tally("conntrack of UDP, ICMP and others")) {
      for (Family family : Family.values()) {
        kernel().compare(tally, Setup.plain(family), DatagramTalk::new, 120, 12);
      }
      Setup accounted =
          Setup.plain(Family.IPV4)
              .withSysctls(
                  sysctls(
                      "acct", "1",
                      "checksum", "0",
                      "udp_timeout", "41",
                      "icmp_timeout", "42",
                      "gre_timeout", "43",
                      "gre_timeout_stream", "44",
                      "generic_timeout", "45"));
      kernel().compare(tally, accounted, DatagramTalk::new, 60, 12);
      tally.assertAgreement(3000);
    }
  }

  @Test
  void sctp() {
    try (Tally tally = new Tally("conntrack of SCTP")) {
      for (Family family : Family.values()) {
        kernel().compare(tally, Setup.plain(family), SctpTalk::new, 100, 20);
      }
      tally.assertAgreement(3000);
    }
  }

  @Test
  void zones() {
    try (Tally tally = new Tally("conntrack with zones and helpers")) {
      for (ZoneDirection direction : ZoneDirection.values()) {
        String option =
            switch (direction) {
              case BOTH -> "--zone 7";
              case ORIGINAL -> "--zone-orig 8";
              case REPLY -> "--zone-reply 9";
            };
        Template template = new Template(7 + direction.ordinal(), direction, false, null, 0);
        Setup setup = Setup.plain(Family.IPV4).withRaw("-j CT " + option, template);
        kernel().compare(tally, setup, TcpTalk::new, 15, 16);
        kernel().compare(tally, setup, DatagramTalk::new, 25, 12);
      }
      Template tftp = new Template(0, ZoneDirection.BOTH, false, "tftp", 0);
      Setup helped = Setup.plain(Family.IPV4).withRaw("-p udp -j CT --helper tftp", tftp);
      kernel().compare(tally, helped, (f, r, p) -> new UdpTalk(f, r, 5000), 10, 10);
      tally.assertAgreement(1000);
    }
  }

  @Test
  void streams() throws InterruptedException {
    try (Tally tally = new Tally("conntrack of UDP streams")) {
      kernel()
          .compare(
              tally,
              Setup.plain(Family.IPV4),
              (f, r, p) -> new Pause(new UdpTalk(f, r, p), 20, 2100),
              1,
              40);
      tally.assertAgreement(30);
    }
  }
}
