package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.PortList;
import org.netfilter4j.xt.option.PortRange;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m multiport}: up to 15 ports (xt_multiport.c, revision 1). */
public final class Multiport extends MatchDescriptor<Multiport.Data> {
  private static final Option<List<PortRange>> SOURCES =
      Option.of("source-ports", PortList.SYNTAX)
          .alias("sports")
          .allowInversion()
          .exclude("destination-ports", "ports")
          .help("one of up to 15 source ports");

  private static final Option<List<PortRange>> DESTINATIONS =
      Option.of("destination-ports", PortList.SYNTAX)
          .alias("dports")
          .allowInversion()
          .exclude("source-ports", "ports")
          .help("one of up to 15 destination ports");

  private static final Option<List<PortRange>> EITHER =
      Option.of("ports", PortList.SYNTAX)
          .allowInversion()
          .exclude("source-ports", "destination-ports")
          .help("one of these is the source or the destination port");

  /** Which of the two ports is looked at. */
  public enum Which {
    SOURCE("sports", SOURCES),
    DESTINATION("dports", DESTINATIONS),
    EITHER("ports", Multiport.EITHER);

    private final String word;
    private final Option<List<PortRange>> option;

    Which(String word, Option<List<PortRange>> option) {
      this.word = word;
      this.option = option;
    }
  }

  /** struct xt_multiport_v1. */
  public record Data(Which which, List<PortRange> ports, boolean inverted) implements Match {
    public Data {
      ports = List.copyOf(ports);
    }

    @Override
    public String name() {
      return "multiport";
    }
  }

  public Multiport() {
    super("multiport", Data.class, SOURCES, DESTINATIONS, EITHER);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    for (Which which : Which.values()) {
      List<PortRange> ports = args.get(which.option);
      if (ports != null) {
        return new Data(which, ports, args.inverted(which.option));
      }
    }
    throw Rejected.parameter("multiport: one of --sports, --dports, --ports is required");
  }

  @Override
  public void save(Data match, Words out) {
    out.option(
        match.which.word,
        match.inverted,
        match.ports.stream().map(PortRange::toString).collect(Collectors.joining(",")));
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" multiport " + match.which.word + " " + (match.inverted ? " !" : ""));
    String protocol = PortList.protocol(out.protocol());
    String separator = "";
    for (PortRange range : match.ports) {
      out.add(separator).add(PortTest.portName(range.low(), protocol, out));
      if (range.low() != range.high()) {
        out.add(":").add(PortTest.portName(range.high(), protocol, out));
      }
      separator = ",";
    }
  }

  /** With {@code --ports} the C tool takes the ends of a range for two ports, and forgets "!". */
  @Override
  public boolean translate(Data match, Translation out) {
    String protocol = PortList.protocol(out.protocol());
    List<PortRange> ports = match.ports;
    if (match.which == Which.EITHER) {
      out.add(protocol + " sport . " + protocol + " dport ");
      out.add(
          ports.stream()
              .flatMap(p -> p.low() == p.high() ? Stream.of(p.low()) : Stream.of(p.low(), p.high()))
              .map(port -> "0-65535 . " + port + ", " + port + " . 0-65535")
              .collect(Collectors.joining(", ", "{ ", " }")));
      return true;
    }
    String list = ports.stream().map(p -> p.text("-")).collect(Collectors.joining(", "));
    String key = protocol + (match.which == Which.SOURCE ? " sport" : " dport");
    out.test(key, match.inverted, ports.size() == 1 ? list : "{ " + list + " }");
    return true;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return PortList.protocol(context.protocol()) != null && !context.notProtocol()
        ? null
        : Errno.EINVAL;
  }

  /** struct xt_multiport_v1: flags, count, 15 ports and as many bytes that continue a range. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(1, 48, Multiport::write, Multiport::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u8(0, match.which.ordinal());
    int count = 0;
    for (PortRange range : match.ports) {
      out.u16(2 + 2 * count, range.low());
      if (range.low() != range.high()) {
        out.flag(32 + count++, true);
        out.u16(2 + 2 * count, range.high());
      }
      count++;
    }
    out.u8(1, count);
    out.flag(47, match.inverted);
  }

  private static Data read(StructBytes in) {
    List<PortRange> ports = new ArrayList<>();
    for (int i = 0; i < in.u8(1); i++) {
      int low = in.u16(2 + 2 * i);
      ports.add(new PortRange(low, in.flag(32 + i) ? in.u16(2 + 2 * ++i) : low));
    }
    return new Data(Which.values()[in.u8(0)], ports, in.flag(47));
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    List<Values.Range> ranges = new ArrayList<>();
    match.ports.forEach(p -> ranges.add(new Values.Range(p.low(), p.high())));
    Values values = ranges.size() == 1 ? ranges.getFirst() : new Values.Ranges(ranges);
    Condition source = new Condition.Test(Field.Header.SOURCE_PORT, values);
    Condition destination = new Condition.Test(Field.Header.DESTINATION_PORT, values);
    Condition test =
        switch (match.which) {
          case SOURCE -> source;
          case DESTINATION -> destination;
          case EITHER -> Condition.any(source, destination);
        };
    List<Condition> parts = new ArrayList<>(Headers.whole(4));
    parts.add(test.not(match.inverted));
    return new Condition.All(parts);
  }
}
