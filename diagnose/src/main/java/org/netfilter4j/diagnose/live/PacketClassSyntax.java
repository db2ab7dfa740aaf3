package org.netfilter4j.diagnose.live;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.QuestionSyntax;
import org.netfilter4j.diagnose.live.PacketClass.By;
import org.netfilter4j.diagnose.live.PacketClass.Direction;
import org.netfilter4j.diagnose.live.PacketClass.Ports;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.rules.RuleException;
import org.netfilter4j.rules.Rules;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.option.Syntaxes;

/** Packets described with the flags of a rule: {@code -s 192.168.1.2 -p tcp --dport 80}. */
public final class PacketClassSyntax {
  private final Names names;
  private boolean ipv6;
  private boolean said;
  private @Nullable String source;
  private @Nullable String destination;
  private String protocol = "";
  private @Nullable String sourcePort;
  private @Nullable String destinationPort;
  private @Nullable String icmpType;
  private @Nullable String in;

  public PacketClassSyntax(Names names) {
    this.names = names;
  }

  /** Whether anything was described. */
  public boolean isSaid() {
    return said;
  }

  /**
   * Takes the flag at {@code at}, and its value.
   *
   * @return how many words were taken; 0 where the flag is none of a packet's
   */
  public int take(List<String> words, int at) {
    String flag = words.get(at);
    switch (flag) {
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
        QuestionSyntax.value(words, at);
        return 2;
      }
      case "!" -> throw Rejected.parameter("packets can't be described by \"!\"");
      default -> {
        boolean taken = takeValue(flag, words, at);
        said |= taken;
        return taken ? 2 : 0;
      }
    }
  }

  private boolean takeValue(String flag, List<String> words, int at) {
    switch (flag) {
      case "-i", "--in-interface" -> in = QuestionSyntax.value(words, at);
      case "-s", "--source", "--src" -> source = QuestionSyntax.value(words, at);
      case "-d", "--destination", "--dst" -> destination = QuestionSyntax.value(words, at);
      case "-p", "--protocol" ->
          protocol = QuestionSyntax.value(words, at).toLowerCase(Locale.ROOT);
      case "--sport", "--source-port" -> sourcePort = QuestionSyntax.value(words, at);
      case "--dport", "--destination-port" -> destinationPort = QuestionSyntax.value(words, at);
      case "--icmp-type", "--icmpv6-type" -> icmpType = QuestionSyntax.value(words, at);
      default -> {
        return false;
      }
    }
    return true;
  }

  /**
   * What was described.
   *
   * @throws Rejected where it can't be
   */
  public PacketClass packets() {
    int number = protocolNumber();
    boolean colon = hasColon(source) || hasColon(destination);
    Family family = ipv6 || colon || number == PacketClass.ICMPV6 ? Family.IPV6 : Family.IPV4;
    if (family == Family.IPV6 && number == PacketClass.ICMP) {
      number = PacketClass.ICMPV6;
    }
    String service = protocol.isEmpty() ? "tcp" : protocol;
    if (in != null && !in.matches("[^/\\s+]{1,15}")) {
      throw Rejected.parameter("-i: \"" + in + "\" is not the name of an interface");
    }
    if (icmpType != null && !icmpType.matches("[a-z0-9/-]{1,40}")) {
      throw Rejected.parameter("--icmp-type: \"" + icmpType + "\" is not a type of ICMP");
    }
    return checked(
        new PacketClass(
            family,
            address(source, "-s", family),
            address(destination, "-d", family),
            number,
            ports(sourcePort, "--sport", service),
            ports(destinationPort, "--dport", service),
            icmpType,
            in));
  }

  /** No rule could be made of what no rule can say. */
  private static PacketClass checked(PacketClass packets) {
    try {
      (packets.family() == Family.IPV4 ? Rules.ipv4() : Rules.ipv6())
          .parse(packets.words(Direction.REQUEST, By.HEADERS));
      return packets;
    } catch (RuleException e) {
      throw Rejected.parameter(e.getMessage());
    }
  }

  private static boolean hasColon(@Nullable String text) {
    return text != null && text.contains(":");
  }

  private int protocolNumber() {
    if (protocol.isEmpty()) {
      if (destinationPort != null || sourcePort != null) {
        throw Rejected.parameter("-p: say which protocol the port is of");
      }
      return icmpType != null ? PacketClass.ICMP : -1;
    }
    Long number = Syntaxes.parseUnsigned(protocol);
    if (number != null && number > 0 && number <= 255) {
      return withPorts(number.intValue());
    }
    return switch (protocol) {
      case "all", "0" -> -1;
      case "icmp" -> withPorts(PacketClass.ICMP);
      case "icmpv6", "ipv6-icmp" -> withPorts(PacketClass.ICMPV6);
      default ->
          withPorts(
              names
                  .protocol(protocol)
                  .orElseThrow(
                      () -> Rejected.parameter("-p: unknown protocol \"" + protocol + "\"")));
    };
  }

  private int withPorts(int number) {
    boolean has =
        switch (number) {
          case PacketClass.TCP, PacketClass.UDP, 33, 132, 136 -> true;
          default -> false;
        };
    if (!has && (sourcePort != null || destinationPort != null)) {
      throw Rejected.parameter("-p: protocol " + protocol + " has no ports");
    }
    return number;
  }

  private @Nullable MaskedAddress address(@Nullable String text, String flag, Family family) {
    if (text == null) {
      return null;
    }
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    Address address = Address.parse(family, host);
    if (address == null) {
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
      address = found.getFirst();
    }
    if (slash < 0) {
      return MaskedAddress.of(address);
    }
    Long length = Syntaxes.parseUnsigned(text.substring(slash + 1));
    if (length == null || length > family.bits()) {
      throw Rejected.parameter(
          flag + ": \"" + text + "\" has no prefix length from 0 to " + family.bits());
    }
    return MaskedAddress.of(address, length.intValue());
  }

  private @Nullable Ports ports(@Nullable String text, String flag, String service) {
    if (text == null) {
      return null;
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      int port = port(text, flag, service);
      return new Ports(port, port);
    }
    int first = colon == 0 ? 0 : port(text.substring(0, colon), flag, service);
    int last = colon == text.length() - 1 ? 0xffff : port(text.substring(colon + 1), flag, service);
    if (first > last) {
      throw Rejected.parameter(flag + ": \"" + text + "\" begins behind its end");
    }
    return new Ports(first, last);
  }

  private int port(String text, String flag, String service) {
    Long value = Syntaxes.parseUnsigned(text);
    if (value != null && value <= 0xffff) {
      return value.intValue();
    }
    OptionalInt named = value != null ? OptionalInt.empty() : names.port(text, service);
    return named.orElseThrow(() ->
        Rejected.parameter(flag + ": \"" + text + "\" is not a port, nor the name of a service"));
  }
}
