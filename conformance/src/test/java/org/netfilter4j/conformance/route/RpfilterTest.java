package org.netfilter4j.conformance.route;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.conformance.kernel.Wire;
import org.netfilter4j.engine.route.Link;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.engine.route.Router;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;

/**
 * The rpfilter match finds the same ways back as the kernel's, on generated networks: packets are
 * sent into the interfaces, each meets all combinations of the match's options in rules of its own,
 * and the rules' counters are the judgement.
 */
class RpfilterTest {
  private static final int NETWORKS = 5;
  private static final int PACKETS = 150;

  /** Bit 0 for loose, 1 for validmark, 2 for accept-local. */
  private static final int COMBINATIONS = 8;

  private static final Pattern COUNTED =
      Pattern.compile("\\[(\\d+):\\d+] -A p(\\d+) -m rpfilter ?(.*)");

  /** A packet that comes in by an interface; its number stands in its data. */
  private record Arrival(int number, String device, Packet packet) {}

  @Test
  void ipv4() throws IOException {
    compare(Family.IPV4, 20261124);
  }

  @Test
  void ipv6() throws IOException {
    compare(Family.IPV6, 20261125);
  }

  private static void compare(Family family, long seed) throws IOException {
    Oracle.require("ip", "sysctl", "nft", "iptables-legacy");
    try (Tally tally = new Tally("reverse paths, " + family)) {
      for (int i = 0; i < NETWORKS; i++) {
        try (Namespace namespace = Namespace.open()) {
          NetworkGenerator generator = new NetworkGenerator(seed + i * 1000L, family);
          Network network = RoutingTest.make(namespace, generator);
          Router router = new Router(network);
          List<Arrival> arrivals = arrivals(generator, family);
          Map<Integer, StringBuilder> judged = judged(namespace, network, family, arrivals);
          for (Arrival arrival : arrivals) {
            StringBuilder judgement = judged.get(arrival.number);
            // Some never come as far as the rules: a loopback address from outside in IPv6.
            if (judgement != null) {
              tally.compare(
                  "network %d: from %s to %s by %s with mark %d"
                      .formatted(
                          i,
                          arrival.packet.source(),
                          arrival.packet.destination(),
                          arrival.device,
                          arrival.packet.mark()),
                  judgement.toString(),
                  ours(router, arrival.packet));
            }
          }
        }
      }
      tally.assertAgreement(NETWORKS * PACKETS * 3L / 4);
    }
  }

  private static List<Arrival> arrivals(NetworkGenerator generator, Family family) {
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < PACKETS; i++) {
      String device = generator.device();
      int mark = i % 4;
      Packet packet =
          PacketBuilder.of(family)
              .source(generator.address())
              .destination(generator.address())
              .tos(mark << 2)
              .udp(1000, 2000)
              .payload(ByteBuffer.allocate(4).putInt(i).array())
              .mark(mark)
              .in(device)
              .build();
      arrivals.add(new Arrival(i, device, packet));
    }
    return arrivals;
  }

  /** For each packet that came so far, a digit for each combination: 1 where it matched. */
  private static Map<Integer, StringBuilder> judged(
      Namespace namespace, Network network, Family family, List<Arrival> arrivals) {
    String ip = family == Family.IPV4 ? "ip" : "ip6";
    int data = family == Family.IPV4 ? 28 : 48;
    StringBuilder rules = new StringBuilder("*raw\n:PREROUTING ACCEPT [0:0]\n");
    for (Arrival arrival : arrivals) {
      rules.append(":p%d - [0:0]\n".formatted(arrival.number));
      rules.append(
          "-A PREROUTING -p udp -m u32 --u32 %d=%d -g p%d\n"
              .formatted(data, arrival.number, arrival.number));
      rules.append("-A p%d -m comment --comment seen\n".formatted(arrival.number));
      for (int bits = 0; bits < COMBINATIONS; bits++) {
        rules.append("-A p%d -m rpfilter%s\n".formatted(arrival.number, options(bits)));
      }
    }
    rules.append("-A PREROUTING -j DROP\nCOMMIT\n");
    // The mark is what the packet says in its DSCP.
    String marks =
        "add table %1$s m; add chain %1$s m p { type filter hook prerouting priority -400; };"
            + " add rule %1$s m p meta mark set %1$s dscp map { 0 : 0, 1 : 1, 2 : 2, 3 : 3 }";
    namespace.shell().run(Command.of("nft", marks.formatted(ip))).orThrow("marks");
    namespace
        .shell()
        .run(Command.of(ip + "tables-legacy-restore").stdin(rules.toString()))
        .orThrow("rules");
    for (int i = 0; i < 4; i++) {
      String device = "d" + i;
      try (Wire wire = Wire.open(namespace, "d" + (i ^ 1))) {
        for (Arrival arrival : arrivals) {
          if (arrival.device.equals(device)) {
            wire.send(frame(Objects.requireNonNull(network.link(device)), arrival.packet));
          }
        }
      }
    }
    return counted(namespace, ip);
  }

  private static String options(int bits) {
    return ((bits & 1) != 0 ? " --loose" : "")
        + ((bits & 2) != 0 ? " --validmark" : "")
        + ((bits & 4) != 0 ? " --accept-local" : "");
  }

  private static Map<Integer, StringBuilder> counted(Namespace namespace, String ip) {
    Command save = Command.line(ip + "tables-legacy-save -c -t raw");
    String saved = namespace.shell().run(save).stdout();
    for (int i = 0; i < 50; i++) {
      // Until the last ones are through.
      String again = namespace.shell().run(Command.script("sleep 0.05; " + save)).stdout();
      boolean same = counters(again).equals(counters(saved));
      saved = again;
      if (same) {
        break;
      }
    }
    Map<Integer, StringBuilder> judged = new HashMap<>();
    Matcher seen = Pattern.compile("\\[1:\\d+] -A p(\\d+) -m comment").matcher(saved);
    while (seen.find()) {
      judged.put(Integer.valueOf(seen.group(1)), new StringBuilder());
    }
    Matcher matcher = COUNTED.matcher(saved);
    while (matcher.find()) {
      StringBuilder digits = judged.get(Integer.valueOf(matcher.group(2)));
      if (digits != null) {
        digits.append(matcher.group(1));
      }
    }
    return judged;
  }

  private static List<String> counters(String saved) {
    return saved.lines().filter(line -> line.startsWith("[")).toList();
  }

  private static byte[] frame(Link to, Packet packet) {
    byte[] bytes = packet.toBytes();
    ByteBuffer frame = ByteBuffer.allocate(14 + bytes.length);
    frame.put(HexFormat.of().parseHex("%012x".formatted(to.mac())));
    frame.put(new byte[] {2, 0, 0, 0, 0, 1});
    frame.putShort((short) (packet.family() == Family.IPV4 ? 0x0800 : 0x86dd));
    return frame.put(bytes).array();
  }

  private static String ours(Router router, Packet packet) {
    StringBuilder digits = new StringBuilder();
    for (int bits = 0; bits < COMBINATIONS; bits++) {
      boolean back = router.hasWayBack(packet, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
      digits.append(back ? '1' : '0');
    }
    return digits.toString();
  }
}
