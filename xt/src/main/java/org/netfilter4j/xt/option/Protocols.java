package org.netfilter4j.xt.option;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** Transport protocols as arguments: a number from 0 to 255, a name, or "all" for 0. */
public final class Protocols {
  /** Known without /etc/protocols (xtables_chain_protos). */
  private static final Map<String, Integer> KNOWN =
      Map.ofEntries(
          Map.entry("tcp", 6),
          Map.entry("sctp", 132),
          Map.entry("udp", 17),
          Map.entry("udplite", 136),
          Map.entry("icmp", 1),
          Map.entry("icmpv6", 58),
          Map.entry("ipv6-icmp", 58),
          Map.entry("esp", 50),
          Map.entry("ah", 51),
          Map.entry("ipv6-mh", 135),
          Map.entry("mh", 135),
          Map.entry("all", 0));

  private Protocols() {}

  /** As xtables_parse_protocol. */
  public static int parse(String text, Names names) {
    Long number = Syntaxes.parseUnsigned(text);
    if (number != null && Long.compareUnsigned(number, 255) <= 0) {
      return number.intValue();
    }
    if (text.equals("all")) {
      return 0;
    }
    OptionalInt named = names.protocol(text);
    if (named.isPresent()) {
      return named.getAsInt();
    }
    Integer known = KNOWN.get(text);
    if (known == null) {
      throw Rejected.parameter("unknown protocol \"" + text + "\" specified");
    }
    return known;
  }

  /** {@link #parse} as a syntax. */
  public static Syntax<Integer> syntax() {
    return ProtocolSyntax.PROTOCOL;
  }

  private enum ProtocolSyntax implements Syntax<Integer> {
    PROTOCOL;

    @Override
    public Integer parse(String text, String owner, String option, RuleContext context) {
      return Protocols.parse(text, context.names());
    }

    @Override
    public Offer offer(Family family, int word) {
      return Offer.PROTOCOL;
    }

    @Override
    public String placeholder() {
      return "protocol";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of("tcp", "udp", "icmp", "0", "255", "6", "0x11", "all", "sctp", "gre", "mh", "TCP"),
          List.of("256", "-1", "", "foo", "tc", "6 ", "tcp "));
    }
  }
}
