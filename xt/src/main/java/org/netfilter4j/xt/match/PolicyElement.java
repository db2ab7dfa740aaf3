package org.netfilter4j.xt.match;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;

/** What was said of one element of a policy so far. */
final class PolicyElement {
  /** What an element asks for, in the order in which it is printed. */
  private static final List<Option<?>> PRINTED =
      List.of(
          Policy.REQID,
          Policy.SPI,
          Policy.PROTOCOL,
          Policy.MODE,
          Policy.TUNNEL_DESTINATION,
          Policy.TUNNEL_SOURCE);

  private final Policy.@Nullable Part[] parts = new Policy.@Nullable Part[PRINTED.size()];

  void add(Args.Use<?> use, RuleContext context) {
    int place = PRINTED.indexOf(use.option());
    if (place < 0) {
      return;
    }
    String name = use.option().name();
    if (parts[place] != null) {
      throw Rejected.parameter("policy match: double --" + name + " option");
    }
    String number = String.valueOf(use.value());
    @Nullable String named = null;
    if (use.option().equals(Policy.SPI)) {
      number = "0x" + Long.toHexString(Long.parseLong(number));
    } else if (use.value() instanceof Integer protocol) {
      named = context.names().protocolName(protocol);
    }
    parts[place] = new Policy.Part(name, named == null ? number : named, number, use.inverted());
  }

  List<Policy.Part> parts() {
    return Stream.of(parts).filter(Objects::nonNull).toList();
  }

  void check(boolean strict, int index) {
    if (strict && parts().isEmpty()) {
      throw Rejected.parameter(
          "policy match: empty policy element "
              + index
              + ". --strict is in effect, but at least one of reqid, spi, tunnel-src,"
              + " tunnel-dst, proto or mode is required.");
    }
    // Where nothing is said the mode is transport.
    Policy.Part mode = parts[PRINTED.indexOf(Policy.MODE)];
    boolean tunnel = mode != null && mode.value().equals(mode.inverted() ? "transport" : "tunnel");
    if (!tunnel && parts().stream().anyMatch(part -> part.option().startsWith("tunnel-"))) {
      throw Rejected.parameter(
          "policy match: --tunnel-src/--tunnel-dst is only valid in tunnel mode");
    }
  }
}
