package org.netfilter4j.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.route.InterfaceAddress;
import org.netfilter4j.engine.route.Link;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.option.Syntaxes;

/**
 * A packet described with the flags of a rule: {@code -i eth0 -s 192.168.1.2 -d 192.168.1.10 -p tcp
 * --dport 80}. What is left out gets a plain value: a first packet (SYN, echo request) from a high
 * port.
 */
public final class QuestionSyntax {
  private static final int DEFAULT_SOURCE_PORT = 40000;

  private final Names names;
  private final HeaderFlags headers;

  /**
   * The TCP flags; -1 where they follow from the state: SYN, or ACK in an established connection.
   */
  private int tcpFlags = -1;

  private long mark;
  private long mac = -1;
  private int ttl = 64;
  private int tos;
  private int length;
  private @Nullable Long uid;
  private @Nullable Long gid;
  private Question.State state = Question.State.AS_IS;

  public QuestionSyntax(Names names) {
    this.names = names;
    headers = new HeaderFlags(names);
  }

  /** Says that the packet is IPv6, as the program's name does. */
  public void setIpv6() {
    headers.setIpv6();
  }

  /**
   * Takes the flag at {@code at}, and its value.
   *
   * @return how many words were taken; 0 where the flag is none of a packet's
   */
  public int take(List<String> words, int at) {
    String flag = words.get(at);
    switch (flag) {
      case "--syn" -> {
        tcpFlags = PacketBuilder.SYN;
        return 1;
      }
      case "!" ->
          throw Rejected.parameter("a packet has one value of each kind: \"!\" can't be said");
      default -> {
        int taken = headers.take(words, at);
        return taken > 0 ? taken : takeValue(flag, words, at) ? 2 : 0;
      }
    }
  }

  private boolean takeValue(String flag, List<String> words, int at) {
    switch (flag) {
      case "--dports" -> headers.setDestinationPort(HeaderFlags.value(words, at));
      case "--tcp-flags" -> tcpFlags = flags(HeaderFlags.value(words, at));
      case "--mark" -> mark = number(flag, HeaderFlags.value(words, at), 0xffff_ffffL);
      case "--mac-source" -> mac = mac(HeaderFlags.value(words, at));
      case "--ttl" -> ttl = (int) number(flag, HeaderFlags.value(words, at), 255);
      case "--tos" -> tos = (int) number(flag, HeaderFlags.value(words, at), 255);
      case "--length" -> length = (int) number(flag, HeaderFlags.value(words, at), 65535);
      case "--uid-owner" -> uid = identity(HeaderFlags.value(words, at), names::user, "user");
      case "--gid-owner" -> gid = identity(HeaderFlags.value(words, at), names::group, "group");
      case "--ctstate", "--state" -> state = state(HeaderFlags.value(words, at));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static long number(String flag, String text, long max) {
    Long value = Syntaxes.parseUnsigned(text);
    if (value == null || Long.compareUnsigned(value, max) > 0) {
      throw Rejected.parameter(flag + ": \"" + text + "\" is not a number from 0 to " + max);
    }
    return value;
  }

  private static long mac(String text) {
    String[] parts = text.split(":", -1);
    long value = 0;
    for (String part : parts) {
      if (parts.length != 6 || !part.matches("[0-9a-fA-F]{1,2}")) {
        throw Rejected.parameter("--mac-source: \"" + text + "\" is not a MAC address");
      }
      value = value << 8 | Integer.parseInt(part, 16);
    }
    return value;
  }

  private static int flags(String text) {
    int flags = 0;
    List<String> all = List.of("FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR");
    for (String name : text.toUpperCase(Locale.ROOT).split(",", -1)) {
      int bit = all.indexOf(name);
      if (bit < 0 && !name.equals("NONE")) {
        throw Rejected.parameter(
            "--tcp-flags: \"" + name + "\" is none of " + String.join(",", all));
      }
      flags |= bit < 0 ? 0 : 1 << bit;
    }
    return flags;
  }

  private static long identity(
      String text, java.util.function.Function<String, OptionalLong> find, String what) {
    Long number = Syntaxes.parseUnsigned(text);
    return number != null
        ? number
        : find.apply(text)
            .orElseThrow(() -> Rejected.parameter("there is no " + what + " \"" + text + "\""));
  }

  private static Question.State state(String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "NEW" -> Question.State.AS_IS;
      case "ESTABLISHED", "RELATED,ESTABLISHED", "ESTABLISHED,RELATED" ->
          Question.State.ESTABLISHED;
      case "RELATED" -> Question.State.RELATED;
      default ->
          throw Rejected.parameter(
              "--ctstate: \""
                  + text
                  + "\" can't be asked; a packet can be NEW, ESTABLISHED or RELATED");
    };
  }

  /** The packet, on a host of that network. */
  public Question question(Network network) {
    int number = headers.protocolNumber(IpProtocol.TCP, "");
    Family family = headers.family(number);
    if (family == Family.IPV6 && number == IpProtocol.ICMP) {
      number = IpProtocol.ICMPV6;
    }
    checkInterface(network);
    String in = headers.in();
    Address from = address(headers.source(), "-s", family);
    Address to = address(headers.destination(), "-d", family);
    if (to == null) {
      to = in == null ? null : localAddress(network, in, family);
    }
    if (to == null) {
      throw Rejected.parameter("-d: say where the packet goes to");
    }
    if (from == null) {
      from = in == null ? Address.any(family) : neighbour(network, in, family);
    }
    if (from == null) {
      throw Rejected.parameter("-s: say where the packet comes from");
    }
    PacketBuilder builder = PacketBuilder.of(family).source(from).destination(to).ttl(ttl).tos(tos);
    transport(builder, number);
    int headers = builder.toBytes().length;
    if (length > headers) {
      builder.payloadLength(length - headers);
    }
    return new Question(builder.toBytes(), in, (int) mark, mac, owner(), state);
  }

  /**
   * A packet with these bytes; of the flags only those count that the bytes don't tell.
   *
   * @param captured from the network header on
   * @param macSource of its link header, -1 for none
   */
  Question captured(byte[] captured, long macSource, Network network) {
    checkInterface(network);
    return new Question(
        captured, headers.in(), (int) mark, mac >= 0 ? mac : macSource, owner(), state);
  }

  private void checkInterface(Network network) {
    String in = headers.in();
    if (in != null && network.link(in) == null) {
      throw Rejected.parameter(
          "the host has no interface \"" + in + "\"; it has " + interfaces(network));
    }
  }

  private Context.@Nullable Owner owner() {
    return uid == null && gid == null
        ? null
        : new Context.Owner(uid == null ? 0 : uid, gid == null ? 0 : gid, List.of());
  }

  private void transport(PacketBuilder builder, int number) {
    switch (number) {
      case IpProtocol.TCP ->
          builder.tcp(
              port(headers.sourcePort(), "tcp", true),
              port(headers.destinationPort(), "tcp", false),
              tcpFlags());
      case IpProtocol.UDP ->
          builder.udp(
              port(headers.sourcePort(), "udp", true),
              port(headers.destinationPort(), "udp", false));
      case IpProtocol.UDP_LITE ->
          builder.udpLite(
              port(headers.sourcePort(), "udplite", true),
              port(headers.destinationPort(), "udplite", false),
              0);
      case IpProtocol.SCTP ->
          // An INIT chunk: the first packet of an association.
          builder
              .sctp(
                  port(headers.sourcePort(), "sctp", true),
                  port(headers.destinationPort(), "sctp", false),
                  0)
              .payload(
                  (byte) 1, (byte) 0, (byte) 0, (byte) 20, (byte) 0, (byte) 0, (byte) 0, (byte) 1,
                  (byte) 0, (byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 0, (byte) 1,
                  (byte) 0, (byte) 0, (byte) 0, (byte) 1);
      case IpProtocol.ICMP, IpProtocol.ICMPV6 -> icmp(builder);
      default -> builder.protocol(number);
    }
  }

  private int tcpFlags() {
    if (tcpFlags >= 0) {
      return tcpFlags;
    }
    return state == Question.State.ESTABLISHED ? PacketBuilder.ACK : PacketBuilder.SYN;
  }

  private void icmp(PacketBuilder builder) {
    String icmpType = headers.icmpType();
    if (icmpType == null || icmpType.equals("echo-request") || icmpType.equals("ping")) {
      builder.ping(1, 1);
      return;
    }
    if (icmpType.equals("echo-reply") || icmpType.equals("pong")) {
      builder.pong(1, 1);
      return;
    }
    int slash = icmpType.indexOf('/');
    int type =
        (int) number("--icmp-type", slash < 0 ? icmpType : icmpType.substring(0, slash), 255);
    int code = slash < 0 ? 0 : (int) number("--icmp-type", icmpType.substring(slash + 1), 255);
    builder.icmp(type, code).icmpRest(0x10001);
  }

  private int port(@Nullable String text, String service, boolean isSource) {
    if (text == null) {
      return isSource ? DEFAULT_SOURCE_PORT : 0;
    }
    return headers.port(text, service, "");
  }

  private @Nullable Address address(@Nullable String text, String flag, Family family) {
    if (text == null) {
      return null;
    }
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    if (slash >= 0 && !text.substring(slash + 1).equals(Integer.toString(family.bits()))) {
      throw Rejected.parameter(flag + ": \"" + text + "\" is a network; a packet has one address");
    }
    return headers.address(host, flag, family);
  }

  private static @Nullable Address localAddress(Network network, String device, Family family) {
    Link link = network.link(device);
    if (link != null) {
      for (InterfaceAddress address : link.addresses()) {
        if (address.family() == family) {
          return address.local();
        }
      }
    }
    return null;
  }

  /** Some other address of the interface's subnet. */
  private static @Nullable Address neighbour(Network network, String device, Family family) {
    Link link = network.link(device);
    if (link != null) {
      for (InterfaceAddress address : link.addresses()) {
        if (address.family() == family && address.prefixLength() < family.bits() - 1) {
          Address first = address.subnet().first().next();
          return first.equals(address.local()) ? first.next() : first;
        }
      }
    }
    return null;
  }

  private static String interfaces(Network network) {
    List<String> found = new ArrayList<>();
    for (Link link : network.links()) {
      found.add(link.name());
    }
    return String.join(", ", found);
  }
}
