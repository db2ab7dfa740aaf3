package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.match.Policy.Asked;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.HostMask;
import org.netfilter4j.xt.struct.StructBytes;

/** What was said of one element of a policy so far. */
final class PolicyElement {
  /** Of struct xt_policy_elem, in bytes. */
  static final int SIZE = 76;

  private static final int SPI = 64;
  private static final int REQID = 68;
  private static final int PROTOCOL = 72;
  private static final int MODE = 73;
  private static final int ASKED = 74;
  private static final int INVERTED = 75;

  private final Map<Asked, Policy.Part> parts = new EnumMap<>(Asked.class);

  void add(Args.Use<?> use) {
    for (Asked asked : Asked.values()) {
      if (asked.option.equals(use.option())) {
        Policy.Part part = part(asked, use);
        if (parts.put(asked, part) != null) {
          throw Rejected.parameter("policy match: double --" + asked.option.name() + " option");
        }
      }
    }
  }

  private static Policy.Part part(Asked asked, Args.Use<?> use) {
    HostMask tunnel = use.value() instanceof HostMask host ? host : null;
    long number = use.value() instanceof Number given ? given.longValue() : 0;
    boolean tunnelMode = asked == Asked.MODE && use.value().equals("tunnel");
    return new Policy.Part(asked, tunnelMode ? Policy.TUNNEL : number, tunnel, use.inverted());
  }

  /** Writes struct xt_policy_elem: source, its mask, destination, its mask, and the numbers. */
  static void write(List<Policy.Part> parts, int at, StructBytes out) {
    int asked = 0;
    int inverted = 0;
    for (Policy.Part part : parts) {
      asked |= part.asked().bit;
      inverted |= part.inverted() ? part.asked().bit : 0;
      int number = (int) part.number();
      switch (part.asked()) {
        case REQID -> out.u32(at + REQID, number);
        case SPI -> out.u32(at + SPI, number);
        case PROTOCOL -> out.u8(at + PROTOCOL, number);
        case MODE -> out.u8(at + MODE, number);
        case TUNNEL_DESTINATION -> Objects.requireNonNull(part.tunnel()).write(out, at + 32);
        case TUNNEL_SOURCE -> Objects.requireNonNull(part.tunnel()).write(out, at);
      }
    }
    out.u8(at + ASKED, asked);
    out.u8(at + INVERTED, inverted);
  }

  /** Reads what {@link #write} writes. */
  static List<Policy.Part> read(StructBytes in, int at) {
    List<Policy.Part> parts = new ArrayList<>();
    in.known(in.u8(at + INVERTED), in.known(in.u8(at + ASKED), 63));
    for (Asked asked : Asked.values()) {
      if ((in.u8(at + ASKED) & asked.bit) != 0) {
        long number =
            switch (asked) {
              case REQID -> in.u32(at + REQID);
              case SPI -> in.u32(at + SPI);
              case PROTOCOL -> in.u8(at + PROTOCOL);
              case MODE -> in.u8(at + MODE);
              case TUNNEL_DESTINATION, TUNNEL_SOURCE -> 0;
            };
        HostMask tunnel =
            switch (asked) {
              case TUNNEL_DESTINATION -> HostMask.read(in, at + 32);
              case TUNNEL_SOURCE -> HostMask.read(in, at);
              case REQID, SPI, PROTOCOL, MODE -> null;
            };
        boolean inverted = (in.u8(at + INVERTED) & asked.bit) != 0;
        parts.add(new Policy.Part(asked, number, tunnel, inverted));
      }
    }
    return parts;
  }

  List<Policy.Part> parts() {
    return List.copyOf(parts.values());
  }

  void check(boolean strict, int index) {
    if (strict && parts.isEmpty()) {
      throw Rejected.parameter(
          "policy match: empty policy element "
              + index
              + ". --strict is in effect, but at least one of reqid, spi, tunnel-src,"
              + " tunnel-dst, proto or mode is required.");
    }
    // Where nothing is said the mode is transport.
    Policy.Part mode = parts.get(Asked.MODE);
    boolean tunnel = mode != null && (mode.number() == Policy.TUNNEL) != mode.inverted();
    boolean ends =
        parts.containsKey(Asked.TUNNEL_SOURCE) || parts.containsKey(Asked.TUNNEL_DESTINATION);
    if (!tunnel && ends) {
      throw Rejected.parameter(
          "policy match: --tunnel-src/--tunnel-dst is only valid in tunnel mode");
    }
  }
}
