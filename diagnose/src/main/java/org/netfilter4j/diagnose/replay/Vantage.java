package org.netfilter4j.diagnose.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.route.Link;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.engine.route.Router;
import org.netfilter4j.host.HostException;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.capture.Frame;
import org.netfilter4j.packet.capture.LinkType;

/**
 * Where a capture was taken: says of each frame which of the host's interfaces it was seen on, and
 * which way it went.
 *
 * <p>The way is what the file says (pcapng's flags, a cooked packet type); or follows from the
 * Ethernet addresses; or, where none of the capture's is the interface's (it was taken on another
 * machine) or there are none (raw IP), from the source address: the host's own packets went out.
 */
final class Vantage {
  private static final int PACKET_OTHERHOST = 3;
  private static final int PACKET_OUTGOING = 4;

  /** What a frame is to the host. */
  enum Sight {
    /** It came in. */
    RECEIVED,
    /** It went out. */
    SENT,
    /** It stayed on the loopback interface: the host's own, sent and received. */
    LOOPED,
    /** It is seen a second time: on a port of a bridge or bond, or leaving by loopback. */
    TWICE,
    /** It was for another host; the kernel lets it alone. */
    FOREIGN,
    /** It was seen on another interface than the one that was asked for. */
    ELSEWHERE
  }

  private final Network network;
  private final Router router;
  private final Survey survey;
  private final String file;
  private final @Nullable Link named;
  private final @Nullable Link guessed;
  private @Nullable Link link;

  /**
   * @param named the interface that the capture is said to be taken on, or null
   * @param file the capture's name, for messages
   */
  Vantage(Network network, Router router, Survey survey, @Nullable Link named, String file) {
    this.network = network;
    this.router = router;
    this.survey = survey;
    this.named = named;
    this.file = file;
    guessed = named == null ? guess() : null;
  }

  /** The interface whose Ethernet address stands in the capture, or the host's only one. */
  private @Nullable Link guess() {
    List<Link> candidates =
        network.links().stream().filter(l -> !l.loopback() && l.master() == null).toList();
    List<Link> atHome = candidates.stream().filter(this::isAtHome).toList();
    if (atHome.size() == 1) {
      return atHome.getFirst();
    }
    return candidates.size() == 1 ? candidates.getFirst() : null;
  }

  /**
   * Looks at a frame, and at its packet; {@link #link} then says which interface it is about.
   *
   * @throws HostException where nothing says on which interface it was seen
   */
  Sight look(Frame frame, Packet packet) {
    Link seen = Survey.link(frame, network);
    if (named != null && seen != null && !seen.name().equals(named.name())) {
      return Sight.ELSEWHERE;
    }
    Link on = seen != null ? seen : named != null ? named : guessed;
    if (on == null) {
      throw unknownInterface(frame);
    }
    String master = on.master();
    if (master != null) {
      Link upper = router.link(master);
      if (upper != null && survey.links().contains(upper.name())) {
        return Sight.TWICE;
      }
      on = upper == null ? on : upper;
    }
    link = on;
    return sight(frame, packet, on);
  }

  private Sight sight(Frame frame, Packet packet, Link on) {
    boolean out =
        switch (frame.direction()) {
          case IN -> false;
          case OUT -> true;
          case UNKNOWN -> wentOut(frame, packet, on);
        };
    if (on.loopback()) {
      return out ? Sight.TWICE : Sight.LOOPED;
    }
    return out ? Sight.SENT : isForeign(frame, on) ? Sight.FOREIGN : Sight.RECEIVED;
  }

  private boolean wentOut(Frame frame, Packet packet, Link on) {
    return switch (frame.linkType()) {
      case LinkType.LINUX_SLL, LinkType.LINUX_SLL2 -> frame.link().packetType() == PACKET_OUTGOING;
      case LinkType.ETHERNET ->
          on.loopback()
              ? false
              : isAtHome(on) ? Survey.mac(frame.bytes(), 6) == on.mac() : isOwn(packet.source());
      default -> !on.loopback() && isOwn(packet.source());
    };
  }

  private boolean isForeign(Frame frame, Link on) {
    if (frame.linkType() != LinkType.ETHERNET) {
      return frame.link().packetType() == PACKET_OTHERHOST;
    }
    long to = Survey.mac(frame.bytes(), 0);
    return isAtHome(on) && (to >>> 40 & 1) == 0 && to != on.mac();
  }

  /** Whether the interface's own Ethernet address stands in the capture. */
  private boolean isAtHome(Link on) {
    return on.mac() > 0 && survey.macs().contains(on.mac());
  }

  private HostException unknownInterface(Frame frame) {
    String name = frame.interfaceName();
    String place = file + ": packet " + frame.number();
    return new HostException(
        name == null
            ? place + ": the capture does not say on which interface it was taken; name it with -i"
            : place
                + " was taken on \""
                + name
                + "\", an interface that the host does not have; name one of its own with -i");
  }

  /** The interface of the frame that was looked at last. */
  Link link() {
    Link seen = link;
    if (seen == null) {
      throw new IllegalStateException("no frame was looked at");
    }
    return seen;
  }

  /** Whether the capture shows what goes in and out by that interface. */
  boolean shows(Link of) {
    return of.equals(link) || survey.links().contains(of.name());
  }

  /** Whether it is an address of the host itself. */
  boolean isOwn(Address address) {
    return router.isInterfaceAddress(address)
        || (address.family() == Family.IPV4 && address.low() >>> 24 == 127);
  }
}
