package org.netfilter4j.xt.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** The types and codes of ICMP or ICMPv6, by the names that the C tool knows them by. */
public final class IcmpTypes implements Syntax<IcmpTypes.Type> {
  /** ICMP's "any": in IPv4 this type stands for all. */
  public static final int ANY = 255;

  private static final String IPV4 =
      """
      any 255
      echo-reply 0
      pong 0
      destination-unreachable 3
      network-unreachable 3/0
      host-unreachable 3/1
      protocol-unreachable 3/2
      port-unreachable 3/3
      fragmentation-needed 3/4
      source-route-failed 3/5
      network-unknown 3/6
      host-unknown 3/7
      network-prohibited 3/9
      host-prohibited 3/10
      TOS-network-unreachable 3/11
      TOS-host-unreachable 3/12
      communication-prohibited 3/13
      host-precedence-violation 3/14
      precedence-cutoff 3/15
      source-quench 4
      redirect 5
      network-redirect 5/0
      host-redirect 5/1
      TOS-network-redirect 5/2
      TOS-host-redirect 5/3
      echo-request 8
      ping 8
      router-advertisement 9
      router-solicitation 10
      time-exceeded 11
      ttl-exceeded 11
      ttl-zero-during-transit 11/0
      ttl-zero-during-reassembly 11/1
      parameter-problem 12
      ip-header-bad 12/0
      required-option-missing 12/1
      timestamp-request 13
      timestamp-reply 14
      address-mask-request 17
      address-mask-reply 18
      """;

  private static final String IPV6 =
      """
      destination-unreachable 1
      no-route 1/0
      communication-prohibited 1/1
      beyond-scope 1/2
      address-unreachable 1/3
      port-unreachable 1/4
      failed-policy 1/5
      reject-route 1/6
      packet-too-big 2
      time-exceeded 3
      ttl-exceeded 3
      ttl-zero-during-transit 3/0
      ttl-zero-during-reassembly 3/1
      parameter-problem 4
      bad-header 4/0
      unknown-header-type 4/1
      unknown-option 4/2
      echo-request 128
      ping 128
      echo-reply 129
      pong 129
      router-solicitation 133
      router-advertisement 134
      neighbour-solicitation 135
      neighbor-solicitation 135
      neighbour-advertisement 136
      neighbor-advertisement 136
      redirect 137
      """;

  /**
   * A type with a code or all codes.
   *
   * @param type 0 to 255
   * @param low the lowest code
   * @param high the highest code; where it is below low, no code is meant
   */
  public record Type(int type, int low, int high) {
    public boolean allCodes() {
      return low == 0 && high == 255;
    }

    /** As {@code -S} prints it: 3 or 3/1, of several codes the first alone. */
    @Override
    public String toString() {
      return allCodes() ? Integer.toString(type) : type + "/" + low;
    }

    /** With all of its codes, as it is read: 3, 3/1 or 3/1:5. */
    public String exactly() {
      return allCodes() || low == high ? toString() : this + ":" + high;
    }
  }

  private record Name(String name, Type type) {}

  private final String protocol;
  private final List<Name> names;

  /** The types of the family's ICMP. */
  public IcmpTypes(Family family) {
    protocol = family == Family.IPV4 ? "ICMP" : "ICMPv6";
    names = new ArrayList<>();
    for (String line : (family == Family.IPV4 ? IPV4 : IPV6).split("\n")) {
      int blank = line.indexOf(' ');
      names.add(new Name(line.substring(0, blank), number(line.substring(blank + 1))));
    }
  }

  /** The first name of exactly that type and code, or null. */
  public @Nullable String name(Type type) {
    for (Name name : names) {
      if (name.type.equals(type)) {
        return name.name;
      }
    }
    return null;
  }

  /** As {@code -L} prints it, after a blank that the C tool prints only before "!" and names. */
  public String list(Type type, boolean inverted, boolean numeric) {
    String name = numeric ? null : name(type);
    if (name != null) {
      return " " + (inverted ? "!" : "") + name;
    }
    String code =
        type.allCodes()
            ? ""
            : type.low == type.high ? " code " + type.low : " codes " + type.low + "-" + type.high;
    return (inverted ? " !" : "") + "type " + type.type + code;
  }

  /**
   * All names for a help text: codes are indented, a second name stands in brackets. firewalld
   * looks for the first line, and takes the words after it for the types that there are.
   */
  public String help() {
    StringBuilder text = new StringBuilder("\nValid ").append(protocol).append(" Types:");
    @Nullable Type last = null;
    for (Name name : names) {
      if (name.type.equals(last)) {
        text.append(" (").append(name.name).append(')');
      } else {
        text.append(last != null && last.type == name.type.type ? "\n   " : "\n");
        text.append(name.name);
      }
      last = name.type;
    }
    return text.toString();
  }

  /** A name or the beginning of just one name, or {@code type[/code[:code]]} in numbers. */
  @Override
  public Type parse(String text, String owner, String option, RuleContext context) {
    @Nullable Name found = null;
    for (Name name : names) {
      if (name.name.regionMatches(true, 0, text, 0, text.length())) {
        if (found != null) {
          throw Rejected.parameter(
              "Ambiguous %s type `%s': `%s' or `%s'?"
                  .formatted(protocol, text, found.name, name.name));
        }
        found = name;
      }
    }
    return found != null ? found.type : number(text);
  }

  /** {@code type[/code[:code]]}, where the C tool reads a second type too, but takes no two. */
  private Type number(String text) {
    Span types = span(text, 0, "type", text);
    if (text.startsWith("/", types.end)) {
      Span codes = span(text, types.end + 1, "code", text);
      refuseRest(text, codes.end);
      return new Type(types.only(protocol), codes.low, codes.high);
    }
    refuseRest(text, types.end);
    return new Type(types.only(protocol), 0, 255);
  }

  private static void refuseRest(String text, int end) {
    if (end < text.length()) {
      throw Rejected.parameter("unknown character " + text.charAt(end));
    }
  }

  /** One number, or from one to another, and where what follows begins. */
  private record Span(int low, int high, int end) {
    int only(String protocol) {
      if (low != high) {
        throw Rejected.parameter(protocol + " type range not supported");
      }
      return low;
    }
  }

  private Span span(String text, int at, String what, String whole) {
    LeadingNumber low = LeadingNumber.of(text.substring(at), 0, 255);
    LeadingNumber high = low;
    int end = low == null ? at : at + low.end();
    if (low != null && text.startsWith(":", end)) {
      high = LeadingNumber.of(text.substring(end + 1), 0, 255);
      end += high == null ? 0 : 1 + high.end();
    }
    if (low == null || high == null) {
      throw Rejected.parameter("Unknown " + protocol + " " + what + " `" + whole + "'");
    }
    return new Span((int) low.value(), (int) high.value(), end);
  }

  @Override
  public Offer offer(Family family, int word) {
    return Offer.one(names.stream().map(Name::name).toList());
  }

  @Override
  public String placeholder() {
    return "typename";
  }

  @Override
  public Samples samples() {
    List<String> good =
        new ArrayList<>(
            List.of(
                "0",
                "255",
                "255/3",
                "3/1",
                "3/0",
                "8/0",
                "0x8",
                "010",
                "42/255",
                "PING",
                "3/1:5",
                "3:3/0:255"));
    for (Name name : names) {
      good.add(name.name);
      good.add(name.name.toUpperCase(Locale.ROOT));
    }
    good.add("dest");
    good.add("port-u");
    return new Samples(
        good,
        List.of(
            "256",
            "3/256",
            "",
            "echo",
            "3/",
            "/3",
            "x",
            "ping/0",
            "-1",
            "time-exceededx",
            "1/2/3",
            "3:5",
            "3/1:",
            "3/1x",
            "3x"));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IcmpTypes types && protocol.equals(types.protocol);
  }

  @Override
  public int hashCode() {
    return protocol.hashCode();
  }
}
