package org.netfilter4j.diagnose.live;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.MaskedAddress;

/**
 * Packets as a person describes them: where they come from, where they go to, what they are. They
 * are the requests; what answers them has all of it the other way round.
 *
 * @param source where they come from; null for anywhere
 * @param destination where they go to, as the sender writes it; null for anywhere
 * @param protocol the protocol's number; -1 for any
 * @param sourcePort null for any
 * @param destinationPort null for any
 * @param icmpType as the option of icmp's match takes it; null for any
 * @param in the interface that they come in by; null for any, and for the host's own
 */
public record PacketClass(
    Family family,
    @Nullable MaskedAddress source,
    @Nullable MaskedAddress destination,
    int protocol,
    @Nullable Ports sourcePort,
    @Nullable Ports destinationPort,
    @Nullable String icmpType,
    @Nullable String in) {
  static final int ICMP = 1;
  static final int TCP = 6;
  static final int UDP = 17;
  static final int ICMPV6 = 58;

  /** A network this small may be meant without being asked twice. */
  private static final int NARROW_IPV4 = 24;

  private static final int NARROW_IPV6 = 64;

  /**
   * Ports.
   *
   * @param first the first, from 0
   * @param last the last, up to 65535
   */
  public record Ports(int first, int last) {
    /** As {@code --dport} takes it. */
    @Override
    public String toString() {
      return first == last ? Integer.toString(first) : first + ":" + last;
    }
  }

  /** Which packets of the conversation are meant. */
  public enum Direction {
    /** Those that are described. */
    REQUEST,
    /** Those that answer them. */
    REPLY
  }

  /** How a rule knows the packets. */
  public enum By {
    /** By what they carry, as it is before translation. */
    HEADERS,
    /** By the connection that they belong to, whatever a translation made of them. */
    CONNECTION
  }

  /** Whether it says so little that packets of others are meant too. */
  public boolean isWide() {
    return protocol < 0 || !(isNarrow(source) || isNarrow(destination));
  }

  private boolean isNarrow(@Nullable MaskedAddress address) {
    return address != null
        && address.prefixLength() >= (family == Family.IPV4 ? NARROW_IPV4 : NARROW_IPV6);
  }

  private @Nullable MaskedAddress source(Direction direction) {
    return direction == Direction.REQUEST ? source : destination;
  }

  private @Nullable MaskedAddress destination(Direction direction) {
    return direction == Direction.REQUEST ? destination : source;
  }

  @Nullable Ports sourcePort(Direction direction) {
    return direction == Direction.REQUEST ? sourcePort : destinationPort;
  }

  @Nullable Ports destinationPort(Direction direction) {
    return direction == Direction.REQUEST ? destinationPort : sourcePort;
  }

  /** The addresses that such packets may come from where nothing translated them. */
  MaskedAddress sources(Direction direction) {
    MaskedAddress address = source(direction);
    return address == null ? MaskedAddress.any(family) : address;
  }

  /** The addresses that such packets may go to where nothing translated them. */
  MaskedAddress destinations(Direction direction) {
    MaskedAddress address = destination(direction);
    return address == null ? MaskedAddress.any(family) : address;
  }

  /** The words of a rule that matches these packets. */
  public String words(Direction direction, By by) {
    return words(direction, by, null);
  }

  /**
   * The words of a rule that matches these packets.
   *
   * @param hook where the rule stands, which decides whether an interface can be asked for; null to
   *     ask for none
   */
  public String words(Direction direction, By by, @Nullable Hook hook) {
    StringBuilder words = new StringBuilder();
    device(direction, hook, words);
    if (by == By.CONNECTION) {
      connection(direction, words);
    } else {
      headers(direction, words);
    }
    return words.toString().strip();
  }

  private void device(Direction direction, @Nullable Hook hook, StringBuilder words) {
    if (in == null || hook == null) {
      return;
    }
    boolean request = direction == Direction.REQUEST;
    boolean possible =
        switch (hook) {
          case PREROUTING, INPUT -> request;
          case FORWARD -> true;
          case OUTPUT, POSTROUTING -> !request;
        };
    if (possible) {
      words.append(request ? " -i " : " -o ").append(in);
    }
  }

  private void headers(Direction direction, StringBuilder words) {
    MaskedAddress from = source(direction);
    MaskedAddress to = destination(direction);
    if (from != null) {
      words.append(" -s ").append(from);
    }
    if (to != null) {
      words.append(" -d ").append(to);
    }
    if (protocol < 0) {
      return;
    }
    words.append(" -p ").append(protocolWord());
    Ports sport = sourcePort(direction);
    Ports dport = destinationPort(direction);
    if (sport != null || dport != null) {
      boolean own = protocol == TCP || protocol == UDP;
      words.append(" -m ").append(own ? protocolWord() : "multiport");
      String plural = own ? "" : "s";
      if (sport != null) {
        words.append(" --sport").append(plural).append(' ').append(sport);
      }
      if (dport != null) {
        words
            .append(own || sport == null ? "" : " -m multiport")
            .append(" --dport")
            .append(plural)
            .append(' ')
            .append(dport);
      }
    }
    if (icmpType != null && direction == Direction.REQUEST) {
      words
          .append(protocol == ICMPV6 ? " -m icmp6 --icmpv6-type " : " -m icmp --icmp-type ")
          .append(icmpType);
    }
  }

  private String protocolWord() {
    return switch (protocol) {
      case TCP -> "tcp";
      case UDP -> "udp";
      case ICMP -> "icmp";
      case ICMPV6 -> "ipv6-icmp";
      default -> Integer.toString(protocol);
    };
  }

  private void connection(Direction direction, StringBuilder words) {
    words.append(" -m conntrack");
    if (protocol >= 0) {
      words.append(" --ctproto ").append(protocol);
    }
    if (source != null) {
      words.append(" --ctorigsrc ").append(source);
    }
    if (destination != null) {
      words.append(" --ctorigdst ").append(destination);
    }
    if (sourcePort != null) {
      words.append(" --ctorigsrcport ").append(sourcePort);
    }
    if (destinationPort != null) {
      words.append(" --ctorigdstport ").append(destinationPort);
    }
    words.append(" --ctdir ").append(direction == Direction.REQUEST ? "ORIGINAL" : "REPLY");
  }

  /**
   * Whether packets that carry this are of the class, interface and kind of ICMP aside.
   *
   * @param from where they come from; null where it is not known
   * @param to where they go to; null where it is not known
   */
  public boolean contains(
      @Nullable Address from, @Nullable Address to, int number, int fromPort, int toPort) {
    return isIn(source, from)
        && isIn(destination, to)
        && (protocol < 0 || protocol == number)
        && isIn(sourcePort, fromPort)
        && isIn(destinationPort, toPort);
  }

  private static boolean isIn(@Nullable MaskedAddress network, @Nullable Address address) {
    return network == null || (address != null && network.contains(address));
  }

  private static boolean isIn(@Nullable Ports ports, int port) {
    return ports == null || (ports.first() <= port && port <= ports.last());
  }

  /** One of the addresses that such packets come from; null where it may be any. */
  public @Nullable Address anySource() {
    return source == null || source.isAny() ? null : source.first();
  }

  /** One of the addresses that such packets go to; null where it may be any. */
  public @Nullable Address anyDestination() {
    return destination == null || destination.isAny() ? null : destination.first();
  }

  /** The class in the flags of a rule. */
  @Override
  public String toString() {
    String words = words(Direction.REQUEST, By.HEADERS, Hook.FORWARD);
    return words.isEmpty() ? "every packet" : words;
  }
}
