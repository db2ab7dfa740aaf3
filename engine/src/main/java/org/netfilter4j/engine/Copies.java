package org.netfilter4j.engine;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.engine.route.Router;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context.Owner;

/**
 * Sends copies of packets while the packets themselves are on their way (nf_dup_ipv4.c,
 * nf_dup_ipv6.c). It has a context and a journey of its own for them. A copy that comes back to the
 * host by the loopback interface is not copied again; the kernel does that without end.
 */
final class Copies {
  private static final int DONT_FRAGMENT = 0x40;

  private final PacketContext context;
  private final Journey journey;
  private final Router router;
  private final List<Engine.Emission> emitted;
  private final Answers answers;

  /** What there is to tell of copies; told after all else, so that no two ways are mixed. */
  private final List<TraceEvent> events = new ArrayList<>();

  /**
   * @param context of the copies, which {@code journey} moves
   * @param emitted takes the copies that were sent
   * @param answers sends what the host answers copies with
   */
  Copies(
      PacketContext context,
      Journey journey,
      Router router,
      List<Engine.Emission> emitted,
      Answers answers) {
    this.context = context;
    this.journey = journey;
    this.router = router;
    this.emitted = emitted;
    this.answers = answers;
  }

  /** Sends a copy of the packet that is on its way in {@code of}. */
  void send(PacketContext of, Address gateway, String device) {
    byte[] bytes = of.packet.toBytes();
    change(bytes, of.packet, of.hook);
    Packet copy = new Packet();
    if (copy.wrap(bytes, 0, bytes.length) != null) {
      return;
    }
    copy.setMark(of.packet.mark());
    copy.setPriority(of.packet.priority());
    copy.setPacketType(of.packet.packetType());
    context.answers.clear();
    context.begin(copy, of.now, Owner.NO_SOCKET, of.isTraced() ? events::add : Tracer.NONE);
    context.tracking.untrack();
    context.copy = true;
    context.copyOfReceived = of.received;
    context.copiedFrom = of.packet.inInterface();
    if (of.isTraced()) {
      events.add(new TraceEvent.Emitting(bytes.clone(), true));
    }
    Fate fate = journey.sendBy(gateway, device.isEmpty() ? null : router.link(device));
    if (of.largestFragment > 0) {
      asItCame(bytes, of.packet);
    }
    emitted.add(new Engine.Emission(copy.toBytes(), fate, true));
    if (of.isTraced()) {
      events.add(new TraceEvent.Emitted(fate));
    }
    answers.send();
  }

  /** A packet that has not been routed yet might come back from the gateway again and again. */
  private static void change(byte[] bytes, Packet of, Hook hook) {
    boolean four = of.family() == Family.IPV4;
    if (hook == Hook.PREROUTING || hook == Hook.INPUT) {
      bytes[four ? 8 : 7]--;
    }
    if (four) {
      bytes[6] |= DONT_FRAGMENT;
      sumUp(bytes, of.headerLength());
    }
  }

  /** What came in fragments leaves in fragments, which don't have the bit that a copy is given. */
  private static void asItCame(byte[] bytes, Packet of) {
    if (of.family() == Family.IPV4 && (of.byteAt(6) & DONT_FRAGMENT) == 0) {
      bytes[6] &= (byte) ~DONT_FRAGMENT;
      sumUp(bytes, of.headerLength());
    }
  }

  private static void sumUp(byte[] bytes, int headerLength) {
    bytes[10] = 0;
    bytes[11] = 0;
    int sum = Checksums.internet(bytes, 0, headerLength);
    bytes[10] = (byte) (sum >>> 8);
    bytes[11] = (byte) sum;
  }

  /** Tells of the copies that were sent since the last time. */
  void tell(Tracer tracer) {
    for (int i = 0; i < events.size(); i++) {
      tracer.event(events.get(i));
    }
    events.clear();
  }
}
