package org.netfilter4j.xt.option;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/**
 * Headers of an IPv6 packet, {@code header[,header...]}: bits of MASK_*, by names of their own, by
 * those of /etc/protocols, or by number.
 */
public enum HeaderKinds implements Syntax<Integer> {
  SYNTAX;

  /** The bit of whatever is no extension header, IPPROTO_RAW among the numbers. */
  public static final int PROTOCOL = 1;

  private static final int RAW = 255;

  /**
   * A kind of header.
   *
   * @param printed the name in /etc/protocols where there is one, which the C tool prints
   */
  private record Kind(int bit, int number, String printed, List<String> names) {
    Kind(int bit, int number, String printed, String... names) {
      this(bit, number, printed, List.of(names));
    }
  }

  /** In the order in which they are printed. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind(0x80, IpProtocol.HOP_BY_HOP, "hop-by-hop", "hop"),
          new Kind(0x40, IpProtocol.DESTINATION_OPTIONS, "ipv6-opts", "dst"),
          new Kind(0x20, IpProtocol.ROUTING, "ipv6-route", "route"),
          new Kind(0x10, IpProtocol.FRAGMENT, "ipv6-frag", "frag"),
          new Kind(0x08, IpProtocol.AH, "ah", "auth"),
          new Kind(0x04, IpProtocol.ESP, "esp"),
          new Kind(0x02, IpProtocol.NO_NEXT_HEADER, "ipv6-nonxt", "none"),
          new Kind(PROTOCOL, RAW, "protocol", "prot"));

  /** The bit of a header; that of the transport protocol for all that are no extension headers. */
  public static int bit(int header) {
    for (int i = 0; i < KINDS.size(); i++) {
      if (KINDS.get(i).number == header) {
        return KINDS.get(i).bit;
      }
    }
    return PROTOCOL;
  }

  /** The names of bits, as {@code -S} prints them. */
  public static String text(int kinds) {
    return KINDS.stream()
        .filter(kind -> (kinds & kind.bit) != 0)
        .map(Kind::printed)
        .collect(Collectors.joining(","));
  }

  /** The names and numbers, for help. */
  public static String help() {
    return KINDS.stream()
        .map(k -> String.join("/", k.names) + (k.names.isEmpty() ? "" : "/") + k.printed)
        .collect(Collectors.joining(", "));
  }

  @Override
  public Integer parse(String text, String owner, String option, RuleContext context) {
    int kinds = 0;
    for (String word : text.split(",", -1)) {
      kinds |= word.isEmpty() ? 0 : kind(word, context);
    }
    if (kinds == 0) {
      throw Rejected.parameter("ip6t_ipv6header: cannot parse header names");
    }
    return kinds;
  }

  private static int kind(String word, RuleContext context) {
    OptionalInt known = context.names().protocol(word);
    for (Kind kind : KINDS) {
      boolean meant =
          known.isPresent()
              ? known.getAsInt() == kind.number
              : word.equals(Integer.toString(kind.number))
                  || word.equals(kind.printed)
                  || kind.names.contains(word);
      if (meant) {
        return kind.bit;
      }
    }
    String unknown = known.isPresent() ? Integer.toString(known.getAsInt()) : word;
    throw Rejected.parameter("unknown header `" + unknown + "' specified");
  }

  @Override
  public Offer offer(Family family, int word) {
    return Offer.some(KINDS.stream().map(Kind::printed).toList());
  }

  @Override
  public String placeholder() {
    return "header[,header...]";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of(
            "hop",
            "hop-by-hop,frag",
            "dst,route,frag,auth,esp,none,prot,hop",
            "ipv6-opts",
            "IPv6-Route",
            "ah,60",
            "0,43,44,51,50,59,255",
            "protocol",
            ",frag,,",
            "none",
            "esp,esp"),
        List.of("", ",", "tcp", "6", "Frag", "hop ", "256", "ipv6", "frag,x", "0x2c"));
  }
}
