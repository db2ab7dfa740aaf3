package org.netfilter4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netfilter4j.engine.conntrack.Connections;
import org.netfilter4j.engine.conntrack.Settings;
import org.netfilter4j.engine.nat.Nat;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.engine.route.Router;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Values;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Probe;

class InterpreterTest {
  private static final Condition.Unknown UNKNOWN =
      new Condition.Unknown("bpf", new Label("a program", "程序"));
  private static final Condition PORT_80 =
      new Condition.Test(Field.Header.DESTINATION_PORT, Values.exactly(80));
  private static final Condition ICMP_ECHO =
      new Condition.Test(Field.Header.ICMP_TYPE, Values.exactly(8));

  private final Interpreter interpreter = new Interpreter();
  private final PacketContext context = context();

  private static PacketContext context() {
    Connections connections = new Connections(Settings.DEFAULTS);
    PacketContext context =
        new PacketContext(
            new Router(Network.builder().build()), new Nat(connections), connections, 1);
    context.begin(
        PacketBuilder.ipv4()
            .source("192.0.2.1")
            .destination("192.0.2.2")
            .tcp(1024, 80, PacketBuilder.SYN)
            .build(),
        0,
        null,
        Tracer.NONE);
    return context;
  }

  private Outcome outcome(Condition condition) {
    List<TraceEvent.Leaf> leaves = new ArrayList<>();
    Outcome traced = interpreter.evaluate(condition, context, leaves);
    assertThat(interpreter.evaluate(condition, context)).isEqualTo(traced);
    return traced;
  }

  /** Counts how often it is asked. */
  private static final class Counting implements Probe {
    int asked;

    @Override
    public Outcome test(Context asking) {
      asked++;
      return Outcome.TRUE;
    }

    @Override
    public Set<Field> reads() {
      return Set.of();
    }

    @Override
    public Set<Field> writes() {
      return Set.of();
    }

    @Override
    public Label label() {
      return new Label("counts", "计数");
    }
  }

  @Test
  void aTestOfAnAbsentFieldIsFalseAndItsNegationTrue() {
    assertThat(outcome(PORT_80)).isEqualTo(Outcome.TRUE);
    assertThat(outcome(ICMP_ECHO)).isEqualTo(Outcome.FALSE);
    assertThat(outcome(new Condition.Not(ICMP_ECHO))).isEqualTo(Outcome.TRUE);
    assertThat(outcome(new Condition.Present(Field.Header.ICMP_TYPE))).isEqualTo(Outcome.FALSE);
  }

  @Test
  void whatIsRequiredAndAbsentDropsAlsoUnderNegation() {
    Condition require = new Condition.Require(new Field.TransportBytes(1000));
    assertThat(outcome(require)).isEqualTo(Outcome.DROP);
    assertThat(outcome(new Condition.Not(require))).isEqualTo(Outcome.DROP);
    assertThat(outcome(new Condition.Require(new Field.TransportBytes(20))))
        .isEqualTo(Outcome.TRUE);
  }

  @Test
  void theUnknownIsNeverGuessed() {
    assertThat(outcome(new Condition.Not(UNKNOWN))).isEqualTo(Outcome.UNKNOWN);
    assertThat(outcome(Condition.all(PORT_80, UNKNOWN))).isEqualTo(Outcome.UNKNOWN);
    assertThat(outcome(Condition.any(PORT_80, UNKNOWN))).isEqualTo(Outcome.TRUE);
    assertThat(outcome(Condition.all(ICMP_ECHO, UNKNOWN))).isEqualTo(Outcome.FALSE);
  }

  @Test
  void nothingIsAllOfNoneAndNoneIsAnyOfNone() {
    assertThat(outcome(Condition.ALWAYS)).isEqualTo(Outcome.TRUE);
    assertThat(outcome(Condition.NEVER)).isEqualTo(Outcome.FALSE);
  }

  @Test
  void partsAfterTheDecidingOneAreNotAsked() {
    Counting probe = new Counting();
    Condition counted = new Condition.Probe(probe);
    interpreter.evaluate(Condition.all(ICMP_ECHO, counted), context);
    interpreter.evaluate(Condition.any(PORT_80, counted), context);
    assertThat(probe.asked).isZero();
    interpreter.evaluate(Condition.all(PORT_80, counted), context);
    assertThat(probe.asked).isEqualTo(1);
  }

  @Test
  void theLeavesSayWhatWasAskedAndWhatTheValueWas() {
    List<TraceEvent.Leaf> leaves = new ArrayList<>();
    Condition condition = Condition.all(PORT_80, new Condition.Not(PORT_80), ICMP_ECHO);
    assertThat(interpreter.evaluate(condition, context, leaves)).isEqualTo(Outcome.FALSE);
    assertThat(leaves)
        .containsExactly(
            new TraceEvent.Leaf(PORT_80, false, Outcome.TRUE, new Value(0, 80, null), null),
            new TraceEvent.Leaf(PORT_80, true, Outcome.TRUE, new Value(0, 80, null), null));
    assertThat(leaves.getLast().effective()).isEqualTo(Outcome.FALSE);
  }
}
