package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.HostMask;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.PortRange;
import org.netfilter4j.xt.struct.Layout;

/** {@code -m conntrack}: the packet's connection (xt_conntrack.c, revision 3). */
public final class Conntrack extends MatchDescriptor<Conntrack.Data> {

  /** One flag of struct xt_conntrack_mtinfo3 and its value. */
  public record Part<V>(ConntrackItem<V> item, V value, boolean inverted) {
    private static <V> @Nullable Part<V> of(ConntrackItem<V> item, Args args) {
      V value = args.get(item.option());
      return value == null ? null : new Part<>(item, value, args.inverted(item.option()));
    }

    private String text() {
      return item.text().apply(value);
    }

    private String exactly() {
      return value instanceof HostMask host ? host.exactly() : text();
    }

    private Condition condition() {
      return item.condition().apply(value).not(inverted);
    }
  }

  /** struct xt_conntrack_mtinfo3: what its match_flags name, in the order of printing. */
  public record Data(List<Part<?>> parts) implements Match {
    public Data {
      parts = List.copyOf(parts);
    }

    @Override
    public String name() {
      return "conntrack";
    }
  }

  public Conntrack() {
    super(
        "conntrack",
        Data.class,
        ConntrackItem.ALL.stream().map(ConntrackItem::option).toArray(Option<?>[]::new));
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    List<Part<?>> parts = new ArrayList<>();
    for (ConntrackItem<?> item : ConntrackItem.ALL) {
      Part<?> part = Part.of(item, args);
      if (part != null) {
        parts.add(part);
      }
    }
    if (parts.isEmpty()) {
      throw Rejected.parameter("conntrack: At least one option is required");
    }
    return new Data(parts);
  }

  @Override
  public void save(Data match, Words out) {
    for (Part<?> part : match.parts) {
      String text = out.isExact() ? part.exactly() : part.text();
      out.option(part.item.option().name(), part.inverted, text);
    }
  }

  @Override
  public void list(Data match, Listing out) {
    for (Part<?> part : match.parts) {
      out.add(part.inverted ? " ! " : " ").add(part.item.option().name() + " ");
      out.add(part.value instanceof HostMask host ? host.listed(out) : part.text());
    }
  }

  /** The direction comes first, and is the protocol's too; addresses and ports come last. */
  @Override
  public boolean translate(Data match, Translation out) {
    boolean reply = false;
    for (Part<?> part : match.parts) {
      if (part.value instanceof String direction) {
        reply = direction.equals("REPLY");
        out.add("ct direction " + direction.toLowerCase(Locale.ROOT));
      }
    }
    for (Part<?> part : match.parts) {
      if (part.item.option().name().equals("ctproto")) {
        out.test("ct " + direction(reply) + " protocol", part.inverted, part.text());
      }
    }
    boolean notStatus =
        match.parts.stream().anyMatch(p -> p.item.option().name().equals("ctstatus") && p.inverted);
    List<Part<?>> tuples = new ArrayList<>();
    for (Part<?> part : match.parts) {
      switch (part.item.option().name()) {
        case "ctstate" -> state((Integer) part.value, part.inverted, notStatus, out);
        case "ctstatus" ->
            out.add("ct status ")
                .add(ConnectionStates.translatedStatus((Integer) part.value, part.inverted));
        case "ctexpire" ->
            out.test(
                after(out) + "ct expiration", part.inverted, ((Interval) part.value).text("-"));
        case "ctproto", "ctdir" -> {}
        default -> tuples.add(part);
      }
    }
    tuples.forEach(part -> tuple(part, out));
    return true;
  }

  /** Parts bring their own blank: after a {@code ct status} that names none are two. */
  private static String after(Translation out) {
    return out.rule().endsWith("ct status") || out.rule().endsWith("ct status !") ? " " : "";
  }

  private static String direction(boolean reply) {
    return reply ? "reply" : "original";
  }

  /** The C tool looks at the wrong flag for the inversion of SNAT and DNAT. */
  private static void state(int states, boolean inverted, boolean notStatus, Translation out) {
    String translation = ConnectionStates.translation(states);
    out.add(
        translation.isEmpty()
            ? "ct state " + ConnectionStates.translated(states, inverted)
            : "ct status " + (notStatus ? "!=" : "") + translation);
  }

  /** An address or a port: {@code ct original proto-src 80}. */
  private static void tuple(Part<?> part, Translation out) {
    String name = part.item.option().name();
    boolean source = name.contains("src");
    String of = after(out) + "ct " + direction(name.startsWith("ctrepl"));
    if (part.value instanceof PortRange ports) {
      String text = ports.low() + (ports.low() == ports.high() ? "" : "-" + ports.high());
      out.test(of + (source ? " proto-src" : " proto-dst"), part.inverted, text);
    } else {
      out.test(of + (source ? " saddr" : " daddr"), part.inverted, part.text());
    }
  }

  /** struct xt_conntrack_mtinfo3, and 2 without ranges of ports. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(
        new Layout<>(3, 164, ConntrackStruct::write, ConntrackStruct::read),
        new Layout<>(2, 156, ConntrackStruct::writeOld, ConntrackStruct::readOld));
  }

  /** Without a connection nothing is asked but the state, and without that nothing matches. */
  @Override
  public Condition condition(Data match, Lowering lowering) {
    Condition connected = new Condition.Present(Field.Flow.STATUS);
    List<Condition> rest = new ArrayList<>();
    for (Part<?> part : match.parts) {
      if (part.item != ConntrackItem.STATE) {
        rest.add(part.condition());
      }
    }
    Part<?> first = match.parts.getFirst();
    if (first.item != ConntrackItem.STATE) {
      rest.addFirst(connected);
      return new Condition.All(rest);
    }
    if (rest.isEmpty()) {
      return first.condition();
    }
    return Condition.all(
        first.condition(), Condition.any(new Condition.Not(connected), new Condition.All(rest)));
  }
}
