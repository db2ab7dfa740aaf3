package org.netfilter4j.conformance.conntrack;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.conformance.kernel.Place;
import org.netfilter4j.conformance.kernel.Seen;
import org.netfilter4j.conformance.kernel.Step;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.MalformedPacketException;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;

/** Two hosts that exchange packets through the host under test, from a seed. */
abstract class Talk implements Conversation {
  /** As {@link TrackedHost} marks them. */
  private static final int NEW = 1;

  private static final int ESTABLISHED = 2;

  final Family family;
  final SplittableRandom random;
  final Party client;
  final Party server;
  private @Nullable Step last;
  private @Nullable Packet delivered;
  private Place deliveredAt = Place.ETH1;

  /** One of the two, and whom it believes to talk to. */
  static final class Party {
    Place at;
    Address own;
    Address peer;
    int ownPort;
    int peerPort;

    Party(Place at, Address own, Address peer, int ownPort, int peerPort) {
      this.at = at;
      this.own = own;
      this.peer = peer;
      this.ownPort = ownPort;
      this.peerPort = peerPort;
    }
  }

  Talk(Family family, SplittableRandom random, int serverPort) {
    this.family = family;
    this.random = random;
    boolean v4 = family == Family.IPV4;
    Address near = address(v4 ? "192.0.2." + (10 + random.nextInt(4)) : "2001:db8:1::" + 10);
    Address far = address(v4 ? "203.0.113." + (5 + random.nextInt(2)) : "2001:db8:ff::5");
    int port = List.of(400, 700, 1024, 40000).get(random.nextInt(4)) + random.nextInt(50);
    client = new Party(Place.ETH0, near, far, port, serverPort);
    server = new Party(Place.ETH1, far, near, serverPort, port);
  }

  static Address address(String text) {
    Address address = Address.parse(text);
    if (address == null) {
      throw new IllegalArgumentException(text);
    }
    return address;
  }

  /** Lets the host itself be the client, or the server. */
  void atHost(Party party, Address address) {
    party.at = Place.LOCAL;
    party.own = address;
    (party == client ? server : client).peer = address;
  }

  @Override
  public final Step next() {
    Step again = last;
    if (again != null && chance(12)) {
      return new Step(again.at(), again.bytes(), "again " + again.what());
    }
    Step step = delivered != null && chance(errors()) ? error(delivered) : speak();
    if (step.at() != Place.LOCAL && chance(2)) {
      int at = 14 + random.nextInt(step.bytes().length - 14);
      // Without a hop left the host would answer, which has nothing to do with connections.
      if (at != 14 + 7) {
        step.bytes()[at] ^= (byte) (1 << random.nextInt(8));
        step = new Step(step.at(), step.bytes(), "damaged " + step.what());
      }
    }
    last = step;
    return step;
  }

  /** In how many of a hundred cases an ICMP error answers. */
  int errors() {
    return 6;
  }

  abstract Step speak();

  @Override
  public final void seen(List<Seen> all) {
    for (Seen seen : all) {
      try {
        Packet packet = Packet.of(seen.packet());
        packet.setOutInterface("");
        delivered = packet;
        deliveredAt = seen.at();
        boolean toServer = seen.at() != client.at;
        int state = (int) packet.number(Field.Header.TOS) >> 2 & 7;
        if (toServer && (state == NEW || state == ESTABLISHED)) {
          server.at = seen.at();
          server.own = packet.destination();
          server.peer = packet.source();
          if (packet.has(Field.Header.SOURCE_PORT)) {
            server.ownPort = (int) packet.number(Field.Header.DESTINATION_PORT);
            server.peerPort = (int) packet.number(Field.Header.SOURCE_PORT);
          }
        }
        heard(toServer ? server : client, packet);
      } catch (MalformedPacketException e) {
        throw new IllegalStateException("the host let out " + seen, e);
      }
    }
  }

  void heard(Party by, Packet packet) {}

  private Step error(Packet about) {
    boolean v4 = family == Family.IPV4;
    Address from = about.destination();
    Address to = about.source();
    if (chance(30)) {
      from = address(v4 ? "203.0.113.77" : "2001:db8:ff::77"); // a router on the way
    }
    if (chance(8)) {
      to = address(v4 ? "192.0.2.99" : "2001:db8:1::99"); // somebody else
    }
    int[][] kinds =
        v4
            ? new int[][] {
              {3, 0}, {3, 1}, {3, 3}, {3, 4}, {4, 0}, {5, 1}, {11, 0}, {12, 0}, {19, 0}
            }
            : new int[][] {{1, 0}, {1, 4}, {2, 0}, {3, 0}, {4, 1}, {100, 0}, {137, 0}, {200, 0}};
    int[] kind = kinds[random.nextInt(kinds.length)];
    byte[] quote = about.toBytes();
    int least = about.transportOffset();
    int length = Math.min(quote.length, least + (chance(80) ? 8 : 0) + random.nextInt(30));
    PacketBuilder builder =
        PacketBuilder.of(family)
            .source(from)
            .destination(to)
            .id(1)
            .icmp(kind[0], kind[1])
            .payload(java.util.Arrays.copyOf(quote, length));
    Place at = deliveredAt;
    if (at == Place.LOCAL) {
      from = about.destination();
    }
    return step(at, builder, "icmp error " + kind[0] + "/" + kind[1]);
  }

  final PacketBuilder from(Party party) {
    // The kernel would choose an id in the place of 0 for what the host itself sends.
    return PacketBuilder.of(family).source(party.own).destination(party.peer).id(1);
  }

  final Step step(Place at, PacketBuilder builder, String what) {
    if (at == Place.LOCAL) {
      return new Step(at, builder.toBytes(), what);
    }
    long own = 0x02_00_00_00_00_01L | (at == Place.ETH0 ? 0 : 1) << 8;
    return new Step(at, builder.ethernet(0x02_00_00_00_77_01L, own).toFrame(), what);
  }

  final boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  final int pick(int... of) {
    return of[random.nextInt(of.length)];
  }
}
