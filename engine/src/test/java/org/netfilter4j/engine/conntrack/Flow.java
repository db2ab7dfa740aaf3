package org.netfilter4j.engine.conntrack;

import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Operation;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;

/** Hands packets to a table as the hooks around a router without rules would. */
final class Flow {
  static final long SECOND = 1_000_000_000L;

  final Connections connections;
  final Tracking tracking = new Tracking();
  long now = 1_700_000_000L * SECOND;

  Flow(Settings settings) {
    connections = new Connections(settings);
  }

  /** Tracks and confirms; the result is the verdict, the rest stands in {@link #tracking}. */
  Operation.Result pass(Packet packet) {
    tracking.reset();
    return passAgain(packet);
  }

  /** As {@link #pass}, with what the tracking holds already. */
  Operation.Result passAgain(Packet packet) {
    Operation.Result result = connections.track(packet, Hook.PREROUTING, now, tracking);
    return result == Operation.Result.DROP ? result : connections.confirm(packet, tracking, now);
  }

  /** Passes it, and says what became of it in a word. */
  String state(PacketBuilder packet) {
    if (pass(packet.build()) == Operation.Result.DROP) {
      return "dropped";
    }
    return switch (tracking.state) {
          case Tracking.NEW -> "NEW";
          case Tracking.ESTABLISHED -> "ESTABLISHED";
          case Tracking.RELATED -> "RELATED";
          case Tracking.INVALID -> "INVALID";
          default -> "UNTRACKED";
        }
        + (tracking.reply ? " reply" : "");
  }

  /** The table as text. */
  String text() {
    return ConnectionText.format(connections, now);
  }

  static PacketBuilder client() {
    return PacketBuilder.ipv4().source("192.0.2.1").destination("198.51.100.1");
  }

  static PacketBuilder server() {
    return PacketBuilder.ipv4().source("198.51.100.1").destination("192.0.2.1");
  }
}
