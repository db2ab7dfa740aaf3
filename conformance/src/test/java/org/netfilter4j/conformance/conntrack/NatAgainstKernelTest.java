package org.netfilter4j.conformance.conntrack;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.conformance.conntrack.KernelComparison.Begin;
import org.netfilter4j.conformance.conntrack.KernelComparison.Setup;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;

/**
 * Translated conversations through the kernel and ours: every byte of what comes out is compared.
 */
@TestInstance(Lifecycle.PER_CLASS)
class NatAgainstKernelTest {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int SCTP = 132;

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

  private void compare(Tally tally, Setup setup, Begin begin, int conversations, int packets) {
    if (kernel == null) {
      throw new IllegalStateException("no kernel");
    }
    kernel.compare(tally, setup, begin, conversations, packets);
  }

  private static String far(Family family, int last) {
    return (family == Family.IPV4 ? "203.0.113." : "2001:db8:ff::") + last;
  }

  private static String own(Family family) {
    return family == Family.IPV4 ? "198.51.100.1" : "2001:db8:2::1";
  }

  private static final List<Begin> TALKS =
      List.of(TcpTalk::new, DatagramTalk::new, SctpTalk::new, UdpTalk::new);

  @Test
  void oneAddress() {
    try (Tally tally = new Tally("translation to one address")) {
      for (Family family : Family.values()) {
        Setup setup =
            Setup.plain(family)
                .withRules(
                    NatRule.dnat(TCP, 80, far(family, 6), 8080),
                    NatRule.dnat(UDP, 80, far(family, 6), 8080),
                    NatRule.dnat(SCTP, 80, far(family, 6), 8080),
                    NatRule.dnat(0, 0, far(family, 7), 0),
                    NatRule.snat(Hook.POSTROUTING, 0, own(family), own(family), 0, 0, false));
        for (Begin talk : TALKS) {
          compare(tally, setup, talk, 40, 14);
        }
      }
      tally.assertAgreement(2500);
    }
  }

  /** Several talks at once, so that what one is given matters for the others. */
  private static Begin crowd(Begin begin) {
    return (family, random, port) -> {
      List<Talk> talks =
          java.util.stream.IntStream.range(0, 4)
              .mapToObj(i -> (Talk) begin.begin(family, random, i % 2 == 0 ? port : 443))
              .toList();
      return new Crowd(talks, random);
    };
  }

  @Test
  void manyAddresses() {
    try (Tally tally = new Tally("translation to ranges of addresses")) {
      for (Family family : Family.values()) {
        boolean v4 = family == Family.IPV4;
        String[][] ranges = {
          {far(family, 20), far(family, 29)},
          {v4 ? "203.0.113.0" : "2001:db8:ff::", v4 ? "203.0.120.255" : "2001:db8:ff:ffff::"},
          {v4 ? "10.0.0.0" : "2001:db8:fe::1", v4 ? "10.255.255.255" : "2001:db8:ff::f:1"},
        };
        for (String[] range : ranges) {
          for (boolean persistent : new boolean[] {false, true}) {
            Setup setup =
                Setup.plain(family)
                    .withRules(
                        NatRule.dnat(
                            Hook.PREROUTING, 0, 0, range[0], range[1], 0, 0, -1, persistent),
                        NatRule.snat(Hook.POSTROUTING, 0, range[0], range[1], 0, 0, persistent));
            compare(tally, setup, crowd(UdpTalk::new), 10, 16);
            compare(tally, setup, crowd(TcpTalk::new), 6, 16);
          }
        }
      }
      tally.assertAgreement(1500);
    }
  }

  @Test
  void ports() {
    try (Tally tally = new Tally("translation to ports")) {
      for (Family family : Family.values()) {
        String to = far(family, 6);
        // A free port is looked for from the first of the range on.
        Setup range =
            Setup.plain(family)
                .withRules(
                    NatRule.dnat(Hook.PREROUTING, TCP, 0, to, to, 7000, 7003, -1, false),
                    NatRule.dnat(Hook.PREROUTING, UDP, 0, to, to, 80, 90, -1, false));
        // One source port for all: who comes second to the same server is dropped.
        Setup single =
            Setup.plain(family)
                .withRules(
                    NatRule.snat(
                        Hook.POSTROUTING, UDP, own(family), own(family), 3000, 3000, false),
                    NatRule.snat(
                        Hook.POSTROUTING, TCP, own(family), own(family), 3000, 3000, false));
        for (Begin talk : List.<Begin>of(TcpTalk::new, UdpTalk::new)) {
          compare(tally, range, crowd(talk), 20, 16);
          compare(tally, single, crowd(talk), 20, 16);
        }
      }
      // The port shifted by as much as the range begins above the base.
      Setup shifted =
          Setup.plain(Family.IPV4)
              .withRules(
                  NatRule.dnat(
                      Hook.PREROUTING,
                      TCP,
                      80,
                      "203.0.113.6",
                      "203.0.113.6",
                      7000,
                      7100,
                      60,
                      false),
                  NatRule.dnat(
                      Hook.PREROUTING,
                      UDP,
                      443,
                      "203.0.113.6",
                      "203.0.113.6",
                      7000,
                      7100,
                      500,
                      false));
      compare(tally, shifted, crowd(TcpTalk::new), 10, 16);
      compare(tally, shifted, crowd(UdpTalk::new), 10, 16);
      tally.assertAgreement(1500);
    }
  }

  @Test
  void theHostItself() {
    try (Tally tally = new Tally("translation of the host's own traffic")) {
      for (Family family : Family.values()) {
        boolean v4 = family == Family.IPV4;
        Begin outgoing =
            (f, random, port) -> {
              Talk talk =
                  random.nextBoolean()
                      ? new UdpTalk(f, random, port)
                      : new TcpTalk(f, random, port);
              talk.atHost(talk.client, Talk.address(own(f)));
              return talk;
            };
        Setup plain = Setup.plain(family);
        compare(tally, plain, outgoing, 20, 14);
        compare(
            tally,
            plain.withRules(
                NatRule.dnat(
                    Hook.OUTPUT, TCP, 80, far(family, 6), far(family, 6), 8080, 8080, -1, false),
                NatRule.dnat(Hook.OUTPUT, UDP, 0, far(family, 7), far(family, 7), 0, 0, -1, false),
                NatRule.masquerade(0)),
            outgoing,
            30,
            14);
        Begin incoming =
            (f, random, port) -> {
              Talk talk =
                  random.nextBoolean()
                      ? new UdpTalk(f, random, port)
                      : new TcpTalk(f, random, port);
              talk.atHost(talk.server, Talk.address(v4 ? "192.0.2.1" : "2001:db8:1::1"));
              return talk;
            };
        compare(tally, plain, incoming, 20, 14);
        compare(
            tally,
            plain.withRules(
                NatRule.redirect(Hook.PREROUTING, TCP, 80, 8080, 8080),
                NatRule.redirect(Hook.PREROUTING, UDP, 0, 0, 0),
                NatRule.snat(Hook.INPUT, UDP, far(family, 9), far(family, 9), 0, 0, false)),
            incoming,
            30,
            14);
        compare(
            tally,
            plain.withRules(NatRule.redirect(Hook.OUTPUT, UDP, 0, 5353, 5353)),
            (f, random, port) -> {
              Talk talk = new UdpTalk(f, random, port);
              talk.atHost(talk.client, Talk.address(own(f)));
              return talk;
            },
            5,
            1);
      }
      tally.assertAgreement(1500);
    }
  }

  @Test
  void masquerade() {
    try (Tally tally = new Tally("masquerading")) {
      for (Family family : Family.values()) {
        Setup setup = Setup.plain(family).withRules(NatRule.masquerade(0));
        compare(tally, setup, crowd(DatagramTalk::new), 15, 16);
        compare(tally, setup, crowd(TcpTalk::new), 15, 16);
        compare(tally, setup, crowd(SctpTalk::new), 10, 16);
      }
      tally.assertAgreement(800);
    }
  }
}
