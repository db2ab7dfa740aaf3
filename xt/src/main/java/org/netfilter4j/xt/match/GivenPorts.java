package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Field;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.PortRange;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * The ports of sctp and dccp, which keep whether they were given: all ports that were given are
 * printed too.
 */
public record GivenPorts(@Nullable PortTest source, @Nullable PortTest destination) {

  static Option<PortRange> sourceOption(Syntax<PortRange> syntax) {
    return Option.of("source-port", syntax)
        .alias("sport")
        .allowInversion()
        .help("the source port, or from one to another");
  }

  static Option<PortRange> destinationOption(Syntax<PortRange> syntax) {
    return Option.of("destination-port", syntax)
        .alias("dport")
        .allowInversion()
        .help("the destination port");
  }

  static GivenPorts of(Args args, Option<PortRange> source, Option<PortRange> destination) {
    return new GivenPorts(
        args.has(source) ? PortTest.of(args, source) : null,
        args.has(destination) ? PortTest.of(args, destination) : null);
  }

  void save(Words out) {
    if (source != null) {
      out.option("sport", source.inverted(), source.range().toString());
    }
    if (destination != null) {
      out.option("dport", destination.inverted(), destination.range().toString());
    }
  }

  /**
   * Writes what struct xt_dccp_info and xt_sctp_info begin with: destination and source ports.
   *
   * @return the flags of those that were given: XT_DCCP_SRC_PORTS, XT_DCCP_DEST_PORTS
   */
  int write(StructBytes out) {
    if (destination != null) {
      destination.range().write(out, 0);
    }
    if (source != null) {
      source.range().write(out, 4);
    }
    return (source != null ? 1 : 0) | (destination != null ? 2 : 0);
  }

  /** The flags of those that are inverted. */
  int inverted() {
    return (source != null && source.inverted() ? 1 : 0)
        | (destination != null && destination.inverted() ? 2 : 0);
  }

  static GivenPorts read(StructBytes in, int given, int inverted) {
    return new GivenPorts(
        (given & 1) != 0 ? new PortTest(PortRange.read(in, 4), (inverted & 1) != 0) : null,
        (given & 2) != 0 ? new PortTest(PortRange.read(in, 0), (inverted & 2) != 0) : null);
  }

  void list(String protocol, Listing out) {
    out.add(" ").add(protocol);
    if (source != null) {
      source.list("spt", protocol, out);
    }
    if (destination != null) {
      destination.list("dpt", protocol, out);
    }
  }

  void translate(String protocol, Translation out) {
    if (source != null) {
      out.test(protocol + " sport", source.inverted(), dashed(source.range()));
    }
    if (destination != null) {
      out.test(protocol + " dport", destination.inverted(), dashed(destination.range()));
    }
  }

  private static String dashed(PortRange range) {
    return range.toString().replace(':', '-');
  }

  /** Adds what the ports must be. */
  void conditions(List<Condition> parts) {
    if (source != null) {
      parts.add(source.condition(Field.Header.SOURCE_PORT));
    }
    if (destination != null) {
      parts.add(destination.condition(Field.Header.DESTINATION_PORT));
    }
  }
}
