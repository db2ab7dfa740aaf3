package org.netfilter4j.xt.lower;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Operation;
import org.netfilter4j.packet.Packet;

/** A packet at a hook, and the host around it. The engine reuses one; keep no reference. */
public interface Context {
  Packet packet();

  Hook hook();

  default Family family() {
    return packet().family();
  }

  /** The time in nanoseconds since 1970 on the engine's clock, which only goes as it is told to. */
  long now();

  /** The next number of the engine's seeded random source. */
  int random();

  /** The connection of the packet; null where it has none (invalid or untracked). */
  @Nullable Connection connection();

  /** One bit of the connection state: INVALID 1, ESTABLISHED 2, RELATED 4, NEW 8, UNTRACKED 64. */
  int connectionState();

  /** Whether the packet goes in the connection's reply direction. */
  boolean isReply();

  /**
   * What connection tracking makes of the packet's headers, whether or not it has a connection
   * (nf_ct_get_tuplepr); null where they are cut short. Its zone is 0.
   */
  Connection.@Nullable Tuple tuple();

  /** The connection in the table whose packets of either direction look so; null for none. */
  @Nullable Connection find(Connection.Tuple tuple);

  /** What the host's addresses and routes say of an address. */
  Host host();

  /**
   * The MTU in bytes of the route that was chosen for this packet (dst_mtu); -1 where none was yet,
   * in PREROUTING.
   */
  int routeMtu();

  /** Who owns the socket that a locally generated packet comes from; null where unknown. */
  @Nullable Owner owner();

  /** Takes the packet out of connection tracking, if it has no connection yet (NOTRACK). */
  void untrack();

  /** Gives the connection-to-be a zone and helper (CT), if the packet has no connection yet. */
  void template(Template template);

  /** Binds the connection's translation, unless it is bound already for this side (SNAT, DNAT). */
  Operation.Result translate(Translation translation);

  /**
   * Sends a packet of the host's own, which passes OUTPUT and POSTROUTING (REJECT). It goes along
   * with this packet's connection as RELATED, in the other direction (nf_ct_attach), and so past
   * the nat tables, but with the connection's translation.
   *
   * @param packet from the network header on; the engine keeps it
   */
  void send(byte[] packet);

  /**
   * Sends a copy of the packet at once, which passes OUTPUT and POSTROUTING on the way to that host
   * (TEE): it has no connection (UNTRACKED), may not be fragmented, and before routing, in
   * PREROUTING and INPUT, its TTL is one less. A copy is not copied again.
   *
   * @param gateway the host on whose way it goes; its destination address stays
   * @param device the interface it must leave by; "" for any, as where there is no such interface
   */
  void duplicate(Address gateway, String device);

  /**
   * The name of the interface by which the packet came in, or of a copy (TEE), the packet that it
   * is a copy of; "" for another packet of the host's own.
   */
  default String device() {
    return packet().inInterface();
  }

  /**
   * The type of the packet's destination as its route has it: an IPv4 copy (TEE) is routed to the
   * gateway.
   */
  default Host.AddressType destinationType() {
    return host().type(packet().destination(), null);
  }

  /** Whether it is a copy of a packet that came in, whose checksums were never looked at. */
  boolean isCopyOfReceived();

  /** Writes a line to the host's log. */
  void log(LogEntry entry);

  /** Hands the packet to a local socket that listens for this (TPROXY); DROP where none does. */
  Operation.Result assign(@Nullable Address to, int port);

  /** A request of CT: what the connection of an untracked-so-far packet shall have. */
  record Template(
      int zone,
      ZoneDirection zoneDirection,
      boolean zoneFromMark,
      @Nullable String helper,
      int events) {
    /** The directions that a zone counts for. */
    public enum ZoneDirection {
      BOTH,
      ORIGINAL,
      REPLY
    }
  }

  /** A line of LOG, NFLOG or TRACE: level 0 to 7, flags as LOG's options. */
  record LogEntry(int level, String prefix, int flags) {}

  /**
   * Who owns a socket; -1 where there is no process behind it, as with the kernel's own for ICMP.
   */
  record Owner(long uid, long gid, List<Long> groups) {
    private static final long NOBODY = -2;

    /** A packet that comes from no socket: TCP resets of the kernel's own, forwarded packets. */
    public static final Owner NO_SOCKET = new Owner(NOBODY, NOBODY, List.of());

    /** The kernel's own socket for ICMP errors. */
    public static final Owner KERNEL = new Owner(-1, -1, List.of());

    public boolean isSocket() {
      return uid != NOBODY;
    }
  }

  /**
   * A translation that a nat target asks for.
   *
   * @param side SOURCE in POSTROUTING and INPUT, DESTINATION in PREROUTING and OUTPUT
   * @param first lowest new address; null for the packet's own, or what {@code choice} says
   * @param firstPort lowest new port or ICMP id, 0 to keep it if possible
   * @param base where --to-ports a-b/base shifts from; -1 for no shift
   */
  record Translation(
      Side side,
      @Nullable Address first,
      @Nullable Address last,
      int firstPort,
      int lastPort,
      int base,
      Choice choice,
      boolean random,
      boolean randomFully,
      boolean persistent) {
    /** Which end of the connection is rewritten. */
    public enum Side {
      SOURCE,
      DESTINATION
    }

    /** Where the new address comes from. */
    public enum Choice {
      /** From first to last. */
      RANGE,
      /** The address of the output interface (MASQUERADE). */
      OUTPUT_INTERFACE,
      /** The address of the input interface, or loopback in OUTPUT (REDIRECT). */
      LOCAL
    }
  }
}
