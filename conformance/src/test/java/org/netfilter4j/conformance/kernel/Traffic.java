package org.netfilter4j.conformance.kernel;

import static org.netfilter4j.conformance.kernel.Packets.address;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;

/**
 * The packets of a scenario, made while it runs: new flows, odd packets, and answers of the hosts
 * around to what came out, so that connections are established through whatever translation the
 * rules do. The steps taken are then the scenario's, and are replayed as they are.
 */
final class Traffic {
  private final Dice dice;
  private final World world;
  private final Family family;
  private final Responder responder;
  private final Oddities oddities;
  private final Deque<Step> waiting = new ArrayDeque<>();
  private final List<Flow> flows = new ArrayList<>();

  /**
   * @param fragments whether there may be some
   */
  Traffic(long seed, Family family, boolean fragments) {
    this.dice = new Dice(seed);
    this.family = family;
    this.world = World.of(family);
    this.responder = new Responder(dice);
    this.oddities = new Oddities(dice, family, fragments);
  }

  /**
   * The next packet.
   *
   * @param seen what came out after the last one
   */
  Step next(List<Seen> seen) {
    for (Seen packet : seen) {
      if (dice.chance(75)) {
        Step answer = responder.answer(packet);
        if (answer != null) {
          waiting.add(answer);
        }
      }
    }
    @Nullable Step step = waiting.isEmpty() || dice.chance(15) ? null : waiting.poll();
    return step == null ? fresh() : step;
  }

  private Step fresh() {
    // An old flow again, most often for an odd packet in the middle of it.
    boolean again = !flows.isEmpty() && dice.chance(20);
    Flow flow = again ? dice.pick(flows) : flow();
    byte[] from = flow.from();
    byte[] to = flow.to();
    if (dice.chance(again ? 70 : 25)) {
      List<Step> odd = oddities.steps(flow);
      waiting.addAll(odd.subList(1, odd.size()));
      return odd.getFirst();
    }
    byte[] data = new byte[dice.number(0, 24)];
    return switch (dice.number(0, 9)) {
      case 0, 1, 2, 3, 4 -> step(flow, "syn", Packets.TCP, syn(flow));
      case 5, 6, 7 ->
          step(flow, "udp", Packets.UDP, Packets.udp(from, to, flow.sport(), flow.dport(), data));
      default -> step(flow, "echo", icmp(), echo(flow, data));
    };
  }

  /**
   * A new flow. Its source port is that of no other, or source NAT would have to choose another
   * one, which it does at random.
   */
  private Flow flow() {
    Place at = dice.pick(Place.ETH0, Place.ETH0, Place.ETH1, Place.LOCAL);
    byte[] from = address(source(at));
    byte[] to = address(destination(at));
    Flow flow = new Flow(at, from, to, 1024 + flows.size(), World.port(dice));
    flows.add(flow);
    return flow;
  }

  private int icmp() {
    return family == Family.IPV4 ? Packets.ICMP : Packets.ICMPV6;
  }

  private byte[] echo(Flow flow, byte[] data) {
    int type = family == Family.IPV4 ? 8 : 128;
    int rest = flow.sport() << 16 | dice.number(0, 9);
    return Packets.icmp(flow.from(), flow.to(), type, 0, rest, data);
  }

  private byte[] syn(Flow flow) {
    // Lowering an MSS at an odd place breaks the checksum, which the engine takes for right in what
    // the host itself sends.
    byte mss = flow.at() == Place.LOCAL ? (byte) 1 : 2;
    byte[] options =
        dice.pick(
            new byte[0],
            new byte[] {2, 4, 5, (byte) 0xb4},
            new byte[] {2, 4, 1, 0, 1, 3, 3, 7},
            new byte[] {2, 4, 5, (byte) 0xa0, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 0},
            new byte[] {1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, mss, 4, 5, (byte) 0xb4, 0},
            new byte[] {19, 18, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 9, 8, 7, 6, 5, 4, 4, 2},
            new byte[] {8, 0, 2, 4, 4, 0, 1, 2},
            new byte[] {2, 4, 5, (byte) 0xb4, (byte) 254, 60, 1, 1});
    return Packets.tcp(
        flow.from(),
        flow.to(),
        flow.sport(),
        flow.dport(),
        dice.bits() & 0xffffffffL,
        0,
        2,
        64000,
        options,
        new byte[0]);
  }

  private Step step(Flow flow, String what, int protocol, byte[] body) {
    int ttl = dice.chance(92) ? 64 : dice.pick(2, 3, 128, 255);
    int tos = dice.chance(80) ? 0 : dice.pick(0x10, 1, 2, 3, 0xb8, 0x2a, 0xff);
    int dontFragment = dice.chance(50) ? 0x4000 : 0;
    int id = dice.number(1, 0xffff);
    return enter(
        flow.at(),
        what,
        Packets.ip(flow.from(), flow.to(), protocol, id, dontFragment, ttl, tos, body));
  }

  /** A packet as a step; on a wire, in a frame from the host that its source address names. */
  static Step enter(Place at, String what, byte[] packet) {
    if (at == Place.LOCAL) {
      return new Step(at, packet, what);
    }
    int last = Packets.family(packet) == Family.IPV4 ? 15 : 23;
    byte[] mac = {2, 0, 0, 0, 0x77, packet[last]};
    return new Step(at, Packets.frame(at, mac, packet), what);
  }

  private String source(Place at) {
    return switch (at) {
      case ETH0 -> dice.pick(world.near());
      case ETH1 -> dice.pick(world.far());
      case LOCAL -> dice.pick(world.own());
    };
  }

  private String destination(Place at) {
    if (dice.chance(at == Place.LOCAL ? 10 : 40)) {
      return dice.pick(world.own());
    }
    if (family == Family.IPV4 && at == Place.ETH0 && dice.chance(3)) {
      return dice.pick("192.0.2.255", "255.255.255.255");
    }
    boolean outward = at == Place.ETH0 ? dice.chance(95) : dice.chance(20);
    return dice.pick(
        outward || (at == Place.LOCAL && dice.chance(50)) ? world.far() : world.near());
  }
}
