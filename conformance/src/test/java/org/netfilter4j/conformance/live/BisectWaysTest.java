package org.netfilter4j.conformance.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.diagnose.bisect.AttemptConnections;
import org.netfilter4j.diagnose.bisect.Bisection;
import org.netfilter4j.diagnose.bisect.Counting;
import org.netfilter4j.diagnose.bisect.Finding;
import org.netfilter4j.diagnose.live.LiveTables;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.live.TemporaryRules;
import org.netfilter4j.linux.InNamespace;
import org.netfilter4j.linux.KernelFlows;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;

/** Bisection where packets are forwarded, translated, the host's own, IPv6; and by counters. */
@Timeout(120)
class BisectWaysTest {
  private static final int PATIENCE_MILLISECONDS = 120;

  private static @Nullable Neighbours opened;
  private static @Nullable Namespace container;

  @BeforeAll
  static void open() {
    opened = new Neighbours();
    opened.listen(80);
    container = Namespace.open();
    for (String line :
        List.of(
            "ip link add name docker0 type veth peer name eth0 netns " + container.name(),
            "ip addr add 172.17.0.1/16 dev docker0",
            "ip link set docker0 up",
            "sysctl -qw net.ipv4.ip_forward=1")) {
      opened.host().shell().run(Command.line(line)).orThrow(line);
    }
    for (String line :
        List.of(
            "ip addr add 172.17.0.2/16 dev eth0",
            "ip link set eth0 up",
            "ip route add default via 172.17.0.1")) {
      container.shell().run(Command.line(line)).orThrow(line);
    }
    opened.listen(NetworkNamespace.of(container.file()), 80);
    opened.listen(NetworkNamespace.of(opened.client().file()), 80);
  }

  @AfterAll
  static void close() {
    if (opened != null) {
      opened.close();
    }
    if (container != null) {
      container.close();
    }
  }

  private static Neighbours empty() {
    Neighbours neighbours = java.util.Objects.requireNonNull(opened);
    neighbours.host().clear();
    return neighbours;
  }

  private static List<String> published(Neighbours neighbours) {
    String before = neighbours.saved();
    Finding finding =
        BisectTest.bisect(
            neighbours,
            "-s 192.168.1.2 -d 192.168.1.10 -p tcp --dport 8080",
            n -> neighbours.connects(Neighbours.HOST, 8080, PATIENCE_MILLISECONDS));
    List<String> culprits = BisectTest.culprits(finding);
    assertThat(((Finding.Found) finding).proven()).isTrue();
    assertThat(neighbours.saved()).isEqualTo(before);
    return culprits;
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void findsWhatStopsAPublishedPort(Mode mode) {
    Neighbours neighbours = empty();
    neighbours.rules(
        mode,
        """
        iptables -t nat -N DOCKER
        iptables -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
        iptables -t nat -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
        iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
        iptables -N DOCKER-USER
        iptables -P FORWARD DROP
        iptables -A FORWARD -j DOCKER-USER
        iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
        iptables -A DOCKER-USER -p tcp -m tcp --dport 8080 -j DROP
        """);
    assertThat(published(neighbours)).containsExactly(mode.word() + " filter FORWARD policy");
    neighbours.rules(
        mode, "iptables -A FORWARD -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j ACCEPT");
    neighbours.rules(
        mode, "iptables -I DOCKER-USER 1 -s 192.168.0.0/16 -d 172.17.0.2 -p tcp -j REJECT");
    assertThat(published(neighbours)).containsExactly(mode.word() + " filter DOCKER-USER 1");
    neighbours.rules(mode, "iptables -D DOCKER-USER 1");
    neighbours.rules(mode, "iptables -t mangle -A FORWARD -s 172.17.0.2 -p tcp --sport 80 -j DROP");
    assertThat(published(neighbours)).containsExactly(mode.word() + " mangle FORWARD 1");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void findsWhatStopsTheHostsOwn(Mode mode) {
    Neighbours neighbours = empty();
    neighbours.rules(
        mode,
        """
        iptables -A OUTPUT -p tcp -m tcp --dport 81 -j DROP
        iptables -A OUTPUT -d 192.168.1.0/24 -p tcp -j REJECT --reject-with tcp-reset
        """);
    assertThat(own(neighbours)).containsExactly(mode.word() + " filter OUTPUT 2");
    neighbours.rules(mode, "iptables -F OUTPUT");
    neighbours.rules(mode, "iptables -A INPUT -p tcp -m tcp --sport 80 -j DROP");
    assertThat(own(neighbours)).containsExactly(mode.word() + " filter INPUT 1");
  }

  private static List<String> own(Neighbours neighbours) {
    return BisectTest.culprits(
        BisectTest.bisect(
            neighbours,
            "-d 192.168.1.2 -p tcp --dport 80",
            n ->
                InNamespace.call(
                    neighbours.hostKernel(),
                    () -> {
                      try (Socket socket = new Socket()) {
                        socket.setSoLinger(true, 0);
                        socket.connect(
                            new InetSocketAddress(Neighbours.CLIENT, 80), PATIENCE_MILLISECONDS);
                        return true;
                      } catch (IOException e) {
                        return false;
                      }
                    })));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void findsAmongIpv6Rules(Mode mode) {
    Neighbours neighbours = empty();
    neighbours.rules(
        mode,
        """
        iptables -A INPUT -j DROP
        ip6tables -A INPUT -p ipv6-icmp -j ACCEPT
        ip6tables -A INPUT -s fd00::/64 -p tcp -m tcp --dport 80 -j REJECT
        """);
    Finding finding =
        BisectTest.bisect(
            neighbours,
            "-s fd00::2 -p tcp --dport 80",
            n -> neighbours.connects("fd00::10", 80, PATIENCE_MILLISECONDS));
    assertThat(BisectTest.culprits(finding)).containsExactly(mode.word() + " filter INPUT 2");
  }

  private interface Search {
    Finding run(LiveTables tables, List<Ruleset> rulesets, TemporaryRules temporary);
  }

  private static Finding search(Neighbours neighbours, PacketClass packets, Search search) {
    try (LiveTables tables =
        new LiveTables(neighbours.hostKernel(), Map.of("XTABLES_LOCKFILE", neighbours.lock()))) {
      List<Ruleset> rulesets = new ArrayList<>();
      for (Mode mode : tables.modes()) {
        rulesets.add(tables.read(mode, packets.family()));
      }
      try (TemporaryRules temporary =
          TemporaryRules.open(
              tables, "bisect", packets.family(), Duration.ofMinutes(1), () -> {})) {
        return search.run(tables, rulesets, temporary);
      }
    }
  }

  /** Sends from a port of its own, and waits for the echo. */
  private static boolean echoes(Neighbours neighbours) {
    return InNamespace.call(
        NetworkNamespace.of(neighbours.client().file()),
        () -> {
          try (DatagramSocket socket = new DatagramSocket(5353)) {
            socket.setSoTimeout(PATIENCE_MILLISECONDS);
            socket.send(
                new DatagramPacket(new byte[4], 4, InetAddress.getByName(Neighbours.HOST), 5300));
            socket.receive(new DatagramPacket(new byte[4], 4));
            return true;
          } catch (IOException e) {
            return false;
          }
        });
  }

  @Test
  void aConnectionThatAnAttemptBeganDoesNotLetTheNextOnePass() throws Exception {
    Neighbours neighbours = empty();
    neighbours.rules(
        Mode.NFT,
        """
        iptables -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
        iptables -A INPUT -p udp -m mark ! --mark 0 -j DROP
        iptables -A INPUT -p udp -m udp --dport 5300 -j DROP
        iptables -A INPUT -p udp -m mark ! --mark 1 -j DROP
        """);
    PacketClass packets = BisectTest.packets("-s 192.168.1.2 -p udp --sport 5353 --dport 5300");
    DatagramSocket server =
        InNamespace.call(
            neighbours.hostKernel(),
            () -> {
              try {
                return new DatagramSocket(5300);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    Thread echo =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              DatagramPacket packet = new DatagramPacket(new byte[16], 16);
              try {
                while (true) {
                  server.receive(packet);
                  server.send(packet);
                }
              } catch (IOException e) {
                // Closed at the end.
              }
            });
    try (KernelFlows flows = new KernelFlows(neighbours.hostKernel())) {
      Finding finding =
          search(
              neighbours,
              packets,
              (tables, rulesets, temporary) ->
                  new Bisection(
                          packets,
                          rulesets,
                          temporary,
                          n -> echoes(neighbours),
                          new AttemptConnections(packets, flows)::forget,
                          (n, from, behind, passed) -> {})
                      .run());
      assertThat(BisectTest.culprits(finding)).containsExactly("nft filter INPUT 3");
    } finally {
      server.close();
      echo.join();
    }
  }

  private static Finding count(Neighbours neighbours) {
    return count(neighbours, BisectTest.GUIDE);
  }

  private static Finding count(Neighbours neighbours, String described) {
    PacketClass packets = BisectTest.packets(described);
    return search(
        neighbours,
        packets,
        (tables, rulesets, temporary) ->
            new Counting(
                    packets,
                    rulesets,
                    temporary,
                    Duration.ofSeconds(2),
                    (n, from, behind, passed) -> {})
                .run());
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void findsByCountersWhoDrops(Mode mode) throws Exception {
    Neighbours neighbours = empty();
    neighbours.rules(mode, "iptables -A INPUT -p tcp -m mark ! --mark 0 -j DROP");
    assertThat(count(neighbours, "-s 192.168.1.2 -p tcp --dport 4242"))
        .isInstanceOf(Finding.Silence.class);
    Thread traffic =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (!Thread.currentThread().isInterrupted()) {
                neighbours.connects(Neighbours.HOST, 80, 30);
              }
            });
    try {
      assertThat(count(neighbours)).isInstanceOf(Finding.Accepted.class);
      neighbours.rules(
          mode,
          """
          iptables -N A
          iptables -N B
          iptables -A INPUT -j A
          iptables -A INPUT -j ACCEPT
          iptables -A A -p udp -j DROP
          iptables -A A -p tcp -g B
          iptables -A A -j ACCEPT
          iptables -A B -m mark --mark 4 -j DROP
          iptables -A B -p tcp -m tcp --dport 80 -j REJECT
          """);
      assertThat(BisectTest.culprits(count(neighbours)))
          .containsExactly(mode.word() + " filter B 2");
      neighbours.rules(mode, "iptables -F INPUT\niptables -P INPUT DROP");
      assertThat(BisectTest.culprits(count(neighbours)))
          .containsExactly(mode.word() + " filter INPUT policy");
      neighbours.rules(mode, "iptables -t raw -A PREROUTING -p tcp -j DROP");
      assertThat(BisectTest.culprits(count(neighbours)))
          .containsExactly(mode.word() + " raw PREROUTING 1");
    } finally {
      traffic.interrupt();
      traffic.join();
    }
    assertThat(neighbours.saved()).doesNotContain("nf4j");
  }
}
