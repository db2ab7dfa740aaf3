package org.netfilter4j.command.ipset;

import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.set.SetEntry;

/** Reads {@code [protocol:]port[-port]} and ICMP types. */
final class PortParser {
  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMPV6 = 58;
  private static final int SCTP = 132;
  private static final int UDPLITE = 136;

  private final @Nullable Family family;
  private final Names names;

  /** A parser for sets of that family, null for types without. */
  PortParser(@Nullable Family family, Names names) {
    this.family = family;
    this.names = names;
  }

  void protocolAndPort(String text, SetEntry entry) {
    int colon = AddressParser.separator(text, ':');
    if (colon < 0) {
      entry.protocol = TCP;
      ports(text, "tcp", entry);
      return;
    }
    String protocol = text.substring(0, colon);
    String port = text.substring(colon + 1);
    entry.protocol = protocol(protocol);
    switch (entry.protocol) {
      case TCP, UDP, SCTP, UDPLITE -> ports(port, protocol, entry);
      case ICMP -> icmp(port, Family.IPV4, entry);
      case ICMPV6 -> icmp(port, Family.IPV6, entry);
      default -> {
        if (!port.equals("0")) {
          throw IpsetRejected.syntax(
              "Protocol " + protocol + " can be used with pseudo port value 0 only.");
        }
        entry.port = 0;
      }
    }
  }

  /** Reads a port of TCP or UDP, where the protocol only helps to find a service. */
  void port(String text, SetEntry entry) {
    protocolAndPort(text, entry);
    if (entry.protocol != TCP && entry.protocol != UDP) {
      throw IpsetRejected.syntax("Only protocols TCP and UDP are valid");
    }
    entry.protocol = -1;
  }

  private void icmp(String text, Family of, SetEntry entry) {
    if (family != of) {
      boolean v4 = of == Family.IPV4;
      throw IpsetRejected.syntax(
          "Protocol "
              + (v4 ? "ICMP" : "ICMPv6")
              + " can be used with family "
              + (v4 ? "inet" : "inet6")
              + " only");
    }
    entry.port = IcmpNames.parse(text, of == Family.IPV6);
  }

  private int protocol(String text) {
    try {
      return (int) Numbers.parse(text, 255);
    } catch (IpsetRejected e) {
      OptionalInt named =
          names.protocol(text.toLowerCase(Locale.ROOT).equals("icmpv6") ? "ipv6-icmp" : text);
      if (named.isEmpty()) {
        throw IpsetRejected.syntax("cannot parse '" + text + "' as a protocol");
      }
      if (named.getAsInt() == 0) {
        throw IpsetRejected.syntax("Unsupported protocol '" + text + "'");
      }
      return named.getAsInt();
    }
  }

  private void ports(String text, String protocol, SetEntry entry) {
    int hyphen = AddressParser.range(text);
    if (hyphen >= 0) {
      entry.portTo = number(text.substring(hyphen + 1), protocol);
      entry.port = number(text.substring(0, hyphen), protocol);
    } else {
      entry.port = number(text, protocol);
    }
  }

  /** The number of a port, or that of a service of a protocol. */
  int number(String text, String protocol) {
    try {
      return (int) Numbers.parse(text, 65535);
    } catch (IpsetRejected e) {
      OptionalInt service = names.port(AddressParser.unescape(text), name(protocol));
      if (service.isEmpty()) {
        throw IpsetRejected.syntax("cannot parse '" + text + "' as a " + protocol + " port");
      }
      return service.getAsInt();
    }
  }

  private @Nullable String name(String protocol) {
    try {
      return names.protocolName((int) Numbers.parse(protocol, 255));
    } catch (IpsetRejected e) {
      return protocol;
    }
  }
}
