package org.netfilter4j.engine.nat;

import java.util.function.IntSupplier;
import org.netfilter4j.engine.conntrack.ConnectionEntry;
import org.netfilter4j.engine.conntrack.FlowTuple;
import org.netfilter4j.engine.conntrack.TakenTuples;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.lower.Context.Translation.Side;

/**
 * Chooses what a connection shall look like within a range, so that no other connection's replies
 * look like its own (get_unique_tuple). What it has is kept where that is allowed and free; then
 * what its source was given before; then an address by hash, and of the ports its own, or else one
 * of the same class: below 512, 600 to 1023, or from 1024 on.
 */
final class UniqueTuple {
  /** So many ports are tried from one starting point. */
  private static final int MOST_ATTEMPTS = 128;

  /** With so few attempts left, ports of connections that are over are taken. */
  private static final int LAST_ATTEMPTS = MOST_ATTEMPTS / 4;

  private static final int LEAST_ATTEMPTS = 16;

  private final TakenTuples taken;
  private final FlowTuple reply = new FlowTuple();

  UniqueTuple(TakenTuples taken) {
    this.taken = taken;
  }

  /**
   * Chooses.
   *
   * @param current what it looks like now
   * @param into what it shall look like; if nothing is free, what was tried last
   */
  void choose(
      FlowTuple current,
      FlowTuple into,
      Range range,
      ConnectionEntry entry,
      Side side,
      IntSupplier random) {
    if (side == Side.SOURCE && !range.random()) {
      if (range.allowsSource(current)) {
        reply.invert(current);
        if (!taken.isTakenByAnother(current, reply, entry)) {
          into.set(current);
          return;
        }
      } else if (likeBefore(current, into, range, entry) && isFree(into, entry)) {
        return;
      }
    }
    into.set(current);
    range.chooseAddress(into, side, entry.zone());
    if (!range.random()) {
      if (!range.ports()) {
        if (isFree(into, entry)) {
          return;
        }
      } else if (range.base() < 0
          && range.allowsPort(into, side)
          && (range.firstPort() == range.lastPort() || isFree(into, entry))) {
        return;
      }
    }
    choosePort(into, range, entry, side, random);
  }

  private boolean isFree(FlowTuple tuple, ConnectionEntry entry) {
    reply.invert(tuple);
    return !taken.isTaken(reply, entry);
  }

  /** The new source that another connection from the same source has (find_appropriate_src). */
  private boolean likeBefore(
      FlowTuple current, FlowTuple into, Range range, ConnectionEntry entry) {
    for (ConnectionEntry other = taken.firstOfSource(entry, current);
        other != null;
        other = taken.nextOfSource(other, entry, current)) {
      into.invert(other.replyTuple());
      into.destinationHigh = current.destinationHigh;
      into.destinationLow = current.destinationLow;
      into.destinationPort = current.destinationPort;
      if (range.allowsSource(into)) {
        return true;
      }
    }
    return false;
  }

  /** nf_nat_l4proto_unique_tuple. */
  private void choosePort(
      FlowTuple tuple, Range range, ConnectionEntry entry, Side side, IntSupplier random) {
    boolean icmp = tuple.protocol == IpProtocol.ICMP || tuple.protocol == IpProtocol.ICMPV6;
    boolean source = side == Side.SOURCE || icmp;
    if (!icmp && !hasPorts(tuple.protocol)) {
      return;
    }
    int port = source ? tuple.sourcePort : tuple.destinationPort;
    int least;
    int size;
    if (range.ports()) {
      least = icmp ? range.firstPort() : Math.min(range.firstPort(), range.lastPort());
      size = Math.abs(range.lastPort() - range.firstPort()) + 1;
    } else if (icmp) {
      least = 0;
      size = 65536;
    } else if (side == Side.DESTINATION) {
      return; // Nobody listens at another port.
    } else if (port < 512) {
      least = 1;
      size = 511;
    } else if (port < 1024) {
      least = 600;
      size = 424;
    } else {
      least = 1024;
      size = 65536 - 1024;
    }
    int offset;
    if (range.base() >= 0) {
      offset = port - range.base();
    } else if (range.random() || side == Side.SOURCE) {
      offset = random.getAsInt();
    } else {
      offset = 0;
    }
    for (int attempts = Math.min(size, MOST_ATTEMPTS); ; attempts /= 2) {
      for (int i = 0; i < attempts; i++) {
        put(tuple, source, least + (offset + i & 0xffff) % size);
        if (isFree(tuple, entry, attempts - i)) {
          return;
        }
      }
      if (attempts >= size || attempts < LEAST_ATTEMPTS) {
        return;
      }
      offset = random.getAsInt();
    }
  }

  private boolean isFree(FlowTuple tuple, ConnectionEntry entry, int attemptsLeft) {
    reply.invert(tuple);
    return attemptsLeft > LAST_ATTEMPTS
        ? !taken.isTaken(reply, entry)
        : !taken.isTakenForGood(reply, entry);
  }

  private static boolean hasPorts(int protocol) {
    return switch (protocol) {
      case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.UDP_LITE, IpProtocol.SCTP -> true;
      default -> false;
    };
  }

  private static void put(FlowTuple tuple, boolean source, int port) {
    if (source) {
      tuple.sourcePort = port;
    } else {
      tuple.destinationPort = port;
    }
  }
}
