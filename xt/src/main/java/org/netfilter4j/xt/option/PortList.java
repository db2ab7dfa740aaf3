package org.netfilter4j.xt.option;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** Up to 15 ports, where a range counts for two, of the protocol of the {@code -p} before it. */
public enum PortList implements Syntax<List<PortRange>> {
  SYNTAX;

  private static final int MAX = 15;

  /** The name of a protocol with ports that multiport knows, or null. */
  public static @Nullable String protocol(int number) {
    return switch (number) {
      case IpProtocol.TCP -> "tcp";
      case IpProtocol.UDP -> "udp";
      case IpProtocol.UDP_LITE -> "udplite";
      case IpProtocol.SCTP -> "sctp";
      case IpProtocol.DCCP -> "dccp";
      default -> null;
    };
  }

  @Override
  public List<PortRange> parse(String text, String owner, String option, RuleContext context) {
    String protocol = protocol(context.protocol());
    if (protocol == null && context.protocol() == 0 && !context.notProtocol()) {
      throw Rejected.parameter(
          owner + " needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'");
    }
    if (protocol == null || context.notProtocol()) {
      throw Rejected.parameter(owner + " only works with TCP, UDP, UDPLITE, SCTP and DCCP");
    }
    List<PortRange> ports = new ArrayList<>();
    int slots = 0;
    for (String item : text.split(",", -1)) {
      int colon = item.indexOf(':');
      slots += colon < 0 ? 1 : 2;
      if (slots > MAX) {
        throw Rejected.parameter("too many ports specified");
      }
      ports.add(range(item, colon, protocol, context));
    }
    return List.copyOf(ports);
  }

  private static PortRange range(String item, int colon, String protocol, RuleContext context) {
    if (colon < 0) {
      int port = Ports.parse(item, protocol, context.names());
      return new PortRange(port, port);
    }
    int low = Ports.parse(item.substring(0, colon), protocol, context.names());
    int high = Ports.parse(item.substring(colon + 1), protocol, context.names());
    if (low >= high) {
      throw Rejected.parameter("invalid portrange specified");
    }
    return new PortRange(low, high);
  }

  @Override
  public Offer offer(Family family, int word) {
    return Offer.SERVICE;
  }

  @Override
  public String placeholder() {
    return "port[,port:port,port...]";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of(
            "80",
            "0",
            "65535",
            "1,2,3:4",
            "http,443",
            "1,1,1",
            "0:65535",
            "ssh:http,1",
            "0x50,010",
            "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15",
            "1,2,3,4,5,6,7,8,9,10,11,12,13,14:15"),
        List.of(
            "",
            "1,",
            ",1",
            "4:4",
            "5:4",
            ":5",
            "5:",
            "65536",
            "1:2:3",
            "nosuchservice",
            "-1",
            "1, 2 ",
            "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16",
            "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15:16"));
  }
}
