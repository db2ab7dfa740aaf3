package org.netfilter4j.conformance.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.netfilter4j.conformance.kernel.Packets.address;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/** The laboratory itself: what goes in comes out where the rules let it, and nothing else does. */
class LaboratoryTest {
  private static final byte[] MAC = {2, 0, 0, 0, 9, 9};

  @BeforeAll
  static void judge() {
    Oracle.require("nft", "ipset", "conntrack", "iptables-nft", "iptables-legacy");
  }

  private static Step udp(Place at, String from, String to, int dport) {
    byte[] source = address(from);
    byte[] destination = address(to);
    byte[] segment = Packets.udp(source, destination, 1024, dport, new byte[] {1, 2, 3});
    byte[] packet = Packets.ip(source, destination, Packets.UDP, 77, segment);
    return new Step(at, at == Place.LOCAL ? packet : Packets.frame(at, MAC, packet), "udp");
  }

  private static Step syn(Place at, String from, String to, int dport) {
    byte[] source = address(from);
    byte[] destination = address(to);
    byte[] segment =
        Packets.tcp(source, destination, 1024, dport, 1, 0, 2, 1000, new byte[0], new byte[0]);
    byte[] packet = Packets.ip(source, destination, Packets.TCP, 78, segment);
    return new Step(at, at == Place.LOCAL ? packet : Packets.frame(at, MAC, packet), "syn");
  }

  @Test
  void packetsComeOutWhereTheRulesLetThem() {
    for (Mode mode : Mode.values()) {
      try (KernelMachine kernel = new KernelMachine()) {
        Outcome outcome = kernel.run(new Scenario(Family.IPV4, mode, RULES4, "", steps4()));
        assertThat(outcome.seen().stream().map(l -> l.stream().map(Seen::at).toList()))
            .containsExactly(
                List.of(Place.ETH1),
                List.of(),
                List.of(Place.LOCAL),
                List.of(Place.ETH0),
                List.of(Place.ETH1),
                List.of(Place.LOCAL),
                List.of(Place.ETH1));
        assertThat(outcome.counters())
            .containsEntry("filter FORWARD 1", "1:31")
            .containsEntry("filter FORWARD 2", "1:40")
            .containsEntry("filter FORWARD policy", "2:62")
            .containsEntry("nat PREROUTING 1", "1:31")
            .containsEntry("nat OUTPUT 1", "1:31");
        byte[] translated = outcome.seen().get(4).getFirst().packet();
        assertThat(translated[19]).isEqualTo((byte) 9);
      }
    }
  }

  private static final String RULES4 =
      """
      *filter
      :INPUT ACCEPT [0:0]
      :FORWARD ACCEPT [0:0]
      :OUTPUT ACCEPT [0:0]
      -A FORWARD -p udp -m udp --dport 53 -j DROP
      -A FORWARD -p tcp -j REJECT --reject-with tcp-reset
      COMMIT
      *nat
      :PREROUTING ACCEPT [0:0]
      :INPUT ACCEPT [0:0]
      :OUTPUT ACCEPT [0:0]
      :POSTROUTING ACCEPT [0:0]
      -A PREROUTING -p udp -m udp --dport 99 -j DNAT --to-destination 203.0.113.9
      -A OUTPUT -p udp -m udp --dport 98 -j DNAT --to-destination 192.0.2.1
      COMMIT
      """;

  private static List<Step> steps4() {
    return List.of(
        udp(Place.ETH0, "192.0.2.10", "198.51.100.10", 80),
        udp(Place.ETH0, "192.0.2.10", "198.51.100.10", 53),
        udp(Place.ETH0, "192.0.2.10", "192.0.2.1", 80),
        syn(Place.ETH0, "192.0.2.10", "198.51.100.10", 80),
        udp(Place.ETH0, "192.0.2.10", "192.0.2.99", 99),
        udp(Place.LOCAL, "198.51.100.1", "198.51.100.7", 98),
        udp(Place.LOCAL, "198.51.100.1", "203.0.113.7", 80));
  }

  @Test
  void nothingComesOutUncalled() {
    String rules =
        """
        *filter
        :INPUT ACCEPT [0:0]
        :FORWARD ACCEPT [0:0]
        :OUTPUT ACCEPT [0:0]
        COMMIT
        """;
    try (KernelMachine kernel = new KernelMachine()) {
      List<Step> steps = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        steps.add(udp(Place.ETH0, "2001:db8:1::10", "2001:db8:2::10", i));
        steps.add(syn(Place.ETH1, "2001:db8:2::10", "2001:db8:2::1", i));
        steps.add(syn(Place.LOCAL, "2001:db8:2::1", "2001:db8:ffff::1", i));
      }
      Outcome outcome = kernel.run(new Scenario(Family.IPV6, Mode.NFT, rules, "", steps));
      for (int i = 0; i < steps.size(); i++) {
        Place place = i % 3 == 1 ? Place.LOCAL : Place.ETH1;
        assertThat(outcome.seen().get(i)).extracting(Seen::at).containsExactly(place);
      }
      assertThat(outcome.counters())
          .containsEntry("filter INPUT policy", "500:30000")
          .containsEntry("filter OUTPUT policy", "500:30000");
    }
  }
}
