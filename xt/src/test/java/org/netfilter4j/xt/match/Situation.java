package org.netfilter4j.xt.match;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Operation;
import org.netfilter4j.model.TableName;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.ForgetfulLowering;
import org.netfilter4j.xt.lower.Probe;
import org.netfilter4j.xt.lower.Reading;
import org.netfilter4j.xt.lower.Surroundings;

/**
 * A packet, and what is around it, for which a condition is worked out by the rules that {@link
 * Condition} states and nothing else.
 */
final class Situation extends Surroundings {
  long now;
  int random;
  @Nullable Owner owner;
  final Map<Field.Flow, Long> flow = new EnumMap<>(Field.Flow.class);
  final Map<Address, AddressType> types = new HashMap<>();

  Situation(Packet packet) {
    super(packet);
    flow.put(Field.Flow.STATE, 1L);
  }

  Situation connection(int state, int status) {
    flow.put(Field.Flow.STATE, (long) state);
    flow.put(Field.Flow.STATUS, (long) status);
    return this;
  }

  /** The condition of a match in a legacy rule; its state lives as long as the condition. */
  static Condition condition(String match, Family family, String options) {
    return lowered(Written.match(match, family, options), family);
  }

  private static <M extends Match> Condition lowered(M match, Family family) {
    return Extensions.of(match, family)
        .condition(match, new ForgetfulLowering(family, Mode.LEGACY, TableName.FILTER));
  }

  /** Works out the match of these options. */
  Outcome test(String match, String options) {
    return test(condition(match, packet.family(), options));
  }

  Outcome test(Condition condition) {
    return switch (condition) {
      case Condition.Test(Field field, var values) -> {
        Cell cell = new Cell();
        yield switch (read(field, cell)) {
          case ABSENT -> Outcome.FALSE;
          case UNKNOWN -> Outcome.UNKNOWN;
          case PRESENT ->
              of(cell.named ? values.contains(cell.name) : values.contains(cell.high, cell.low));
        };
      }
      case Condition.Present(Field field) ->
          switch (read(field, new Cell())) {
            case ABSENT -> Outcome.FALSE;
            case UNKNOWN -> Outcome.UNKNOWN;
            case PRESENT -> Outcome.TRUE;
          };
      case Condition.Require(Field field) ->
          switch (read(field, new Cell())) {
            case ABSENT -> Outcome.DROP;
            case UNKNOWN -> Outcome.UNKNOWN;
            case PRESENT -> Outcome.TRUE;
          };
      case Condition.Probe(var state) -> ((Probe) state).test(this);
      case Condition.Not(Condition of) ->
          switch (test(of)) {
            case TRUE -> Outcome.FALSE;
            case FALSE -> Outcome.TRUE;
            case DROP -> Outcome.DROP;
            case UNKNOWN -> Outcome.UNKNOWN;
          };
      case Condition.All(List<Condition> of) -> first(of, Outcome.TRUE);
      case Condition.Any(List<Condition> of) -> first(of, Outcome.FALSE);
      case Condition.Unknown _ -> Outcome.UNKNOWN;
    };
  }

  private Outcome first(List<Condition> of, Outcome goOn) {
    for (Condition part : of) {
      Outcome outcome = test(part);
      if (outcome != goOn) {
        return outcome;
      }
    }
    return goOn;
  }

  private static Outcome of(boolean value) {
    return value ? Outcome.TRUE : Outcome.FALSE;
  }

  private Reading.Presence read(Field field, Cell into) {
    boolean present =
        switch (field) {
          case Field.Header header -> {
            into.number(packet.high(header), packet.number(header));
            yield packet.has(header);
          }
          case Field.Meta meta -> {
            into.number(packet.number(meta));
            yield true;
          }
          case Field.Interface name -> {
            String text = packet.name(name);
            into.name(text == null ? "" : text);
            yield text != null;
          }
          case Field.Flow known -> {
            into.number(flow.getOrDefault(known, 0L));
            yield flow.containsKey(known);
          }
          case Field.TransportBytes bytes -> {
            into.number(1);
            yield packet.hasTransportBytes(bytes.length());
          }
          case Field.Slice slice -> {
            into.number(packet.high(slice), packet.number(slice));
            yield packet.has(slice);
          }
          case Field.TcpOption option -> {
            into.number(1);
            yield packet.hasTcpOption(option.kind());
          }
          case Field.Fact fact -> {
            Reading.Presence presence = ((Reading) fact).read(this, into);
            if (presence == Reading.Presence.UNKNOWN) {
              yield unknown();
            }
            yield presence == Reading.Presence.PRESENT;
          }
        };
    boolean isUnknown = unknown;
    unknown = false;
    return isUnknown
        ? Reading.Presence.UNKNOWN
        : present ? Reading.Presence.PRESENT : Reading.Presence.ABSENT;
  }

  private boolean unknown;

  private boolean unknown() {
    unknown = true;
    return false;
  }

  @Override
  public Hook hook() {
    return Hook.INPUT;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public int random() {
    return random;
  }

  @Override
  public int connectionState() {
    return flow.getOrDefault(Field.Flow.STATE, 1L).intValue();
  }

  @Override
  public AddressType type(Family family, long high, long low, @Nullable String device) {
    return types.getOrDefault(new Address(family, high, low), AddressType.UNICAST);
  }

  @Override
  public @Nullable Owner owner() {
    return owner;
  }

  private static UnsupportedOperationException changes() {
    return new UnsupportedOperationException("a match changes nothing");
  }

  @Override
  public void untrack() {
    throw changes();
  }

  @Override
  public void template(Template template) {
    throw changes();
  }

  @Override
  public Operation.Result translate(Translation translation) {
    throw changes();
  }

  @Override
  public void send(byte[] bytes) {
    throw changes();
  }

  @Override
  public void log(LogEntry entry) {
    throw changes();
  }

  @Override
  public Operation.Result assign(@Nullable Address to, int port) {
    throw changes();
  }
}
