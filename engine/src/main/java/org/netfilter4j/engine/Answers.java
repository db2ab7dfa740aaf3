package org.netfilter4j.engine;

import java.util.List;
import org.netfilter4j.engine.conntrack.Connections;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.Problem;
import org.netfilter4j.xt.lower.Context.Owner;

/** Sends what the host answers packets with: REJECT's answers and ICMP errors. */
final class Answers {
  /** How many packets of its own the host may answer one packet with. */
  private static final int MOST = 64;

  private final PacketContext context;
  private final Journey journey;
  private final Connections connections;
  private final Fates fates;
  private final List<Engine.Emission> emitted;
  private final boolean ahead;

  /**
   * @param context has the answers, and is used for them
   * @param emitted takes what was sent
   * @param ahead {@link Engine.Emission#isAhead}
   */
  Answers(
      PacketContext context,
      Journey journey,
      Connections connections,
      Fates fates,
      List<Engine.Emission> emitted,
      boolean ahead) {
    this.context = context;
    this.journey = journey;
    this.connections = connections;
    this.fates = fates;
    this.emitted = emitted;
    this.ahead = ahead;
  }

  /** Sends all; answers may be answered in turn, so the list may grow meanwhile. */
  void send() {
    for (int i = 0; i < context.answers.size() && i < MOST; i++) {
      send(context.answers.get(i));
    }
  }

  private void send(PacketContext.Answer answer) {
    Packet packet = new Packet();
    Problem problem = packet.wrap(answer.bytes, 0, answer.bytes.length);
    Tracer tracer = context.tracer;
    if (context.isTraced()) {
      tracer.event(new TraceEvent.Emitting(answer.bytes.clone(), false));
    }
    Fate fate;
    if (problem != null) {
      fate = fates.of(problem);
    } else {
      boolean reset = packet.protocol() == IpProtocol.TCP;
      context.begin(packet, context.now, reset ? Owner.NO_SOCKET : Owner.KERNEL, tracer);
      context.attach(answer);
      if (reset) {
        connections.close(context.tracking, context.now);
      }
      fate = journey.send();
    }
    emitted.add(new Engine.Emission(packet.toBytes(), fate, ahead));
    if (context.isTraced()) {
      tracer.event(new TraceEvent.Emitted(fate));
    }
  }
}
