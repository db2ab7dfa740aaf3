package org.netfilter4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.set.SetNamespace;

/** Whatever bytes come as packets, every one gets a fate and nothing is thrown. */
class EngineFuzzTest {
  private static final int PACKETS = 60_000;
  private static final String[] DEVICES = {"eth0", "eth1", "lo"};

  private static final String[] RULES = {
    "*raw",
    "-A PREROUTING -p udp -m udp --dport 500:600 -j NOTRACK",
    "*mangle",
    "-A PREROUTING -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1300",
    "-A OUTPUT -j MARK --set-xmark 0x1/0xffffffff",
    "*nat",
    "-A PREROUTING -i eth0 -p tcp -j DNAT --to-destination 10.10.0.5",
    "-A PREROUTING -p udp -j REDIRECT",
    "-A POSTROUTING -o eth0 -j MASQUERADE",
    "*filter",
    ":DEEP -",
    "-A INPUT -m conntrack --ctstate INVALID -j DROP",
    "-A INPUT -p tcp -m multiport --dports 1:100,200 -j DEEP",
    "-A INPUT -p udp -j REJECT --reject-with icmp-port-unreachable",
    "-A FORWARD -p icmp -m icmp --icmp-type 8 -j DEEP",
    "-A FORWARD -m limit --limit 5/sec -j DEEP",
    "-A DEEP -p tcp -j REJECT --reject-with tcp-reset",
    "-A DEEP -j RETURN",
  };

  private static final String[] RULES6 = {
    "*filter",
    "-A INPUT -m conntrack --ctstate INVALID -j DROP",
    "-A INPUT -p tcp -j REJECT --reject-with tcp-reset",
    "-A FORWARD -j REJECT --reject-with icmp6-adm-prohibited",
  };

  private static Engine engine(Mode mode) {
    Network network =
        Network.builder()
            .link("eth0", "192.168.1.10/24", "2001:db8::1/64", "fe80::1/64")
            .link("eth1", "10.10.0.1/24", "2001:db8:1::1/64")
            .route("0.0.0.0/0", "eth0", "192.168.1.1")
            .route("::/0", "eth0", "fe80::2")
            .forwarding()
            .build();
    SetNamespace sets = new SetNamespace();
    List<Ruleset> rulesets =
        List.of(
            Rules.of(Family.IPV4, mode, sets, RULES), Rules.of(Family.IPV6, mode, sets, RULES6));
    return new Engine(Engine.Config.of(network, rulesets, sets));
  }

  @Test
  void everyPacketGetsAFate() {
    for (Mode mode : Mode.values()) {
      Engine engine = engine(mode);
      Random random = new Random(20261122);
      List<byte[]> seeds = seeds();
      Set<Class<?>> fates = new HashSet<>();
      long now = 1;
      for (int i = 0; i < PACKETS; i++) {
        byte[] bytes = mutated(seeds.get(random.nextInt(seeds.size())).clone(), random);
        Packet packet = new Packet();
        if (packet.wrap(bytes, 0, bytes.length) != null) {
          continue;
        }
        now += random.nextInt(100_000_000);
        Tracer tracer = i % 50 == 0 ? new Tracer.Recorder() : Tracer.NONE;
        Fate fate;
        if (random.nextInt(4) == 0) {
          fate = engine.send(packet, null, now, tracer);
        } else {
          packet.setInInterface(DEVICES[random.nextInt(DEVICES.length)]);
          fate = engine.receive(packet, now, tracer);
        }
        fates.add(fate.getClass());
      }
      assertThat(fates)
          .contains(Fate.Delivered.class, Fate.Sent.class, Fate.Dropped.class, Fate.Held.class);
    }
  }

  /** A few bytes changed, cut, or all random; the IPv4 header checksum mostly put right again. */
  private static byte[] mutated(byte[] bytes, Random random) {
    int changes = random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    if (random.nextInt(20) == 0) {
      random.nextBytes(bytes);
      bytes[0] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
    }
    if (random.nextInt(10) == 0) {
      bytes = java.util.Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
    }
    boolean four = bytes.length >= 20 && bytes[0] >>> 4 == 4;
    if (four && random.nextInt(20) != 0) {
      int header = (bytes[0] & 0xf) * 4;
      if (header >= 20 && header <= bytes.length) {
        bytes[10] = 0;
        bytes[11] = 0;
        int sum = org.netfilter4j.packet.Checksums.internet(bytes, 0, header);
        bytes[10] = (byte) (sum >>> 8);
        bytes[11] = (byte) sum;
      }
    }
    return bytes;
  }

  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    String[][] pairs = {
      {"192.168.1.2", "192.168.1.10"},
      {"10.10.0.3", "8.8.8.8"},
      {"192.168.1.10", "127.0.0.1"},
      {"8.8.8.8", "10.10.0.5"},
      {"2001:db8::7", "2001:db8::1"},
      {"2001:db8:1::7", "2001:db8::9"},
      {"fe80::9", "ff02::1"},
    };
    for (String[] pair : pairs) {
      boolean four = pair[0].indexOf(':') < 0;
      for (int kind = 0; kind < 8; kind++) {
        PacketBuilder builder =
            (four ? PacketBuilder.ipv4() : PacketBuilder.ipv6())
                .source(pair[0])
                .destination(pair[1]);
        switch (kind) {
          case 0 -> builder.tcp(1000, 80, PacketBuilder.SYN).mss(1460);
          case 1 -> builder.tcp(80, 1000, PacketBuilder.ACK).payloadLength(30);
          case 2 -> builder.udp(5000, 53).payloadLength(40);
          case 3 -> builder.ping(1, 2).payloadLength(56);
          case 4 -> builder.sctp(7, 8, 9).payloadLength(16);
          case 5 ->
              builder
                  .icmp(four ? 3 : 1, four ? 3 : 4)
                  .payload(
                      (four ? PacketBuilder.ipv4() : PacketBuilder.ipv6())
                          .source(pair[1])
                          .destination(pair[0])
                          .tcp(80, 1000, PacketBuilder.SYN)
                          .toBytes());
          case 6 -> builder.protocol(17).fragment(0, true).payloadLength(64);
          default -> builder.protocol(17).fragment(64, false).payloadLength(20);
        }
        seeds.add(builder.toBytes());
      }
    }
    return seeds;
  }
}
