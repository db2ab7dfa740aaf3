package org.netfilter4j.diagnose.live;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.HeaderFlags;
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
  private final HeaderFlags headers;

  public PacketClassSyntax(Names names) {
    headers = new HeaderFlags(names);
  }

  /** Whether anything was described. */
  public boolean isSaid() {
    return headers.isSaid();
  }

  /**
   * Takes the flag at {@code at}, and its value.
   *
   * @return how many words were taken; 0 where the flag is none of a packet's
   */
  public int take(List<String> words, int at) {
    if (words.get(at).equals("!")) {
      throw Rejected.parameter("packets can't be described by \"!\"");
    }
    return headers.take(words, at);
  }

  /**
   * What was described.
   *
   * @throws Rejected where it can't be
   */
  public PacketClass packets() {
    int number = protocolNumber();
    Family family = headers.family(number);
    if (family == Family.IPV6 && number == PacketClass.ICMP) {
      number = PacketClass.ICMPV6;
    }
    String service = headers.protocol().isEmpty() ? "tcp" : headers.protocol();
    String in = headers.in();
    String icmpType = headers.icmpType();
    if (in != null && !in.matches("[^/\\s+]{1,15}")) {
      throw Rejected.parameter("-i: \"" + in + "\" is not the name of an interface");
    }
    if (icmpType != null && !icmpType.matches("[a-z0-9/-]{1,40}")) {
      throw Rejected.parameter("--icmp-type: \"" + icmpType + "\" is not a type of ICMP");
    }
    return checked(
        new PacketClass(
            family,
            address(headers.source(), "-s", family),
            address(headers.destination(), "-d", family),
            number,
            ports(headers.sourcePort(), "--sport", service),
            ports(headers.destinationPort(), "--dport", service),
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

  private int protocolNumber() {
    if (headers.protocol().equals("all")) {
      return -1;
    }
    int number = headers.protocolNumber(-1, "-p: ");
    return number > 0 ? withPorts(number) : -1;
  }

  private int withPorts(int number) {
    boolean has =
        switch (number) {
          case PacketClass.TCP, PacketClass.UDP, 33, 132, 136 -> true;
          default -> false;
        };
    if (!has && (headers.sourcePort() != null || headers.destinationPort() != null)) {
      throw Rejected.parameter("-p: protocol " + headers.protocol() + " has no ports");
    }
    return number;
  }

  private @Nullable MaskedAddress address(@Nullable String text, String flag, Family family) {
    if (text == null) {
      return null;
    }
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    Address address = headers.address(host, flag, family);
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
    return headers.port(text, service, flag + ": ");
  }
}
