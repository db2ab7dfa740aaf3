package org.netfilter4j.diagnose;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.option.Syntaxes;

/**
 * The flags of a rule that speak of a packet's headers, and what their values mean: {@code -i eth0
 * -s 192.168.1.2 -p tcp --dport 80}. Of one packet they are read by {@link QuestionSyntax}, of a
 * class of packets by {@link org.netfilter4j.diagnose.live.PacketClassSyntax}.
 */
public final class HeaderFlags {
  private final Names names;
  private boolean ipv6;
  private boolean said;
  private @Nullable String in;
  private @Nullable String source;
  private @Nullable String destination;
  private String protocol = "";
  private @Nullable String sourcePort;
  private @Nullable String destinationPort;
  private @Nullable String icmpType;

  /**
   * @param names of protocols, services and hosts
   */
  public HeaderFlags(Names names) {
    this.names = names;
  }

  /**
   * Takes the flag at {@code at}, and its value.
   *
   * @return how many words were taken; 0 where it is none of these flags
   * @throws Rejected where the value is missing
   */
  public int take(List<String> words, int at) {
    switch (words.get(at)) {
      case "-6", "--ipv6" -> {
        ipv6 = true;
        return 1;
      }
      case "-4", "--ipv4" -> {
        ipv6 = false;
        return 1;
      }
      case "-m", "--match" -> {
        // "-m tcp" in a pasted rule says nothing that the other flags don't.
        value(words, at);
        return 2;
      }
      case "-i", "--in-interface" -> in = value(words, at);
      case "-s", "--source", "--src" -> source = value(words, at);
      case "-d", "--destination", "--dst" -> destination = value(words, at);
      case "-p", "--protocol" -> protocol = value(words, at).toLowerCase(Locale.ROOT);
      case "--sport", "--source-port" -> sourcePort = value(words, at);
      case "--dport", "--destination-port" -> destinationPort = value(words, at);
      case "--icmp-type", "--icmpv6-type" -> icmpType = value(words, at);
      default -> {
        return 0;
      }
    }
    said = true;
    return 2;
  }

  /**
   * The word after a flag.
   *
   * @throws Rejected where there is none
   */
  static String value(List<String> words, int at) {
    if (at + 1 >= words.size()) {
      throw Rejected.noArgument(words.get(at));
    }
    return words.get(at + 1);
  }

  /** Whether a header was spoken of. */
  public boolean isSaid() {
    return said;
  }

  void setIpv6() {
    ipv6 = true;
  }

  void setDestinationPort(String text) {
    destinationPort = text;
  }

  public @Nullable String in() {
    return in;
  }

  public @Nullable String source() {
    return source;
  }

  public @Nullable String destination() {
    return destination;
  }

  /** The word of {@code -p} in small letters, "" without one. */
  public String protocol() {
    return protocol;
  }

  public @Nullable String sourcePort() {
    return sourcePort;
  }

  public @Nullable String destinationPort() {
    return destinationPort;
  }

  public @Nullable String icmpType() {
    return icmpType;
  }

  /**
   * The number of the protocol, 0 to 255; without {@code -p} it is ICMP where a type of it is said.
   *
   * @param unsaid the number where nothing says it
   * @param mistake how the message about an unknown one begins
   * @throws Rejected where it is unknown, or left out where there are ports
   */
  public int protocolNumber(int unsaid, String mistake) {
    if (protocol.isEmpty()) {
      if (destinationPort != null || sourcePort != null) {
        throw Rejected.parameter("-p: say which protocol the port is of");
      }
      return icmpType != null ? IpProtocol.ICMP : unsaid;
    }
    Long number = Syntaxes.parseUnsigned(protocol);
    if (number != null && number <= 255) {
      return number.intValue();
    }
    return switch (protocol) {
      case "tcp" -> IpProtocol.TCP;
      case "udp" -> IpProtocol.UDP;
      case "icmp" -> IpProtocol.ICMP;
      case "icmpv6", "ipv6-icmp" -> IpProtocol.ICMPV6;
      case "sctp" -> IpProtocol.SCTP;
      case "udplite" -> IpProtocol.UDP_LITE;
      default ->
          names
              .protocol(protocol)
              .orElseThrow(
                  () -> Rejected.parameter(mistake + "unknown protocol \"" + protocol + "\""));
    };
  }

  /** IPv6 where that is said, or follows from an address or the protocol. */
  public Family family(int protocolNumber) {
    return ipv6 || hasColon(source) || hasColon(destination) || protocolNumber == IpProtocol.ICMPV6
        ? Family.IPV6
        : Family.IPV4;
  }

  private static boolean hasColon(@Nullable String text) {
    return text != null && text.indexOf(':') >= 0;
  }

  /**
   * An address, or the first of a host's name.
   *
   * @param flag whose value it is
   * @throws Rejected where it is of the other family, or nobody's name
   */
  public Address address(String host, String flag, Family family) {
    Address address = Address.parse(family, host);
    if (address != null) {
      return address;
    }
    if (Address.parse(host) != null) {
      throw Rejected.parameter(
          flag
              + ": "
              + host
              + " is not an "
              + (family == Family.IPV4 ? "IPv4" : "IPv6")
              + " address");
    }
    List<Address> found = names.addresses(host, family);
    if (found.isEmpty()) {
      throw Rejected.parameter(flag + ": host \"" + host + "\" not found");
    }
    return found.getFirst();
  }

  /**
   * A port, or that of a service.
   *
   * @param service the protocol that the service is of
   * @param mistake how the message begins where it is neither
   */
  public int port(String text, String service, String mistake) {
    Long value = Syntaxes.parseUnsigned(text);
    if (value != null && value <= 0xffff) {
      return value.intValue();
    }
    OptionalInt named = value != null ? OptionalInt.empty() : names.port(text, service);
    return named.orElseThrow(() ->
        Rejected.parameter(mistake + "\"" + text + "\" is not a port, nor the name of a service"));
  }
}
