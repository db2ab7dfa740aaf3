package org.netfilter4j.diagnose.replay;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.engine.Tracer;
import org.netfilter4j.engine.route.Decision;
import org.netfilter4j.engine.route.Link;
import org.netfilter4j.host.HostException;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.Problem;
import org.netfilter4j.packet.capture.Frame;
import org.netfilter4j.packet.capture.LinkType;
import org.netfilter4j.xt.lower.Connection;

/** Sends frames into an engine, one after the other. */
final class Player {
  private final Engine engine;
  private final Vantage vantage;
  private final String file;
  private final @Nullable OutFile out;
  private final Flows flows = new Flows();
  private final Tally tally = new Tally();
  private final Departed computed = new Departed();
  private final Departed refused = new Departed();
  private final Fingerprint fingerprint = new Fingerprint();
  private final Decision decision = new Decision();
  private final Packet packet = new Packet();
  private final Packet other = new Packet();
  private long now = Long.MIN_VALUE;

  /**
   * @param file the capture's name, for messages
   * @param out takes the packets that pass; null where nobody wants them
   */
  Player(Engine engine, Vantage vantage, String file, @Nullable OutFile out) {
    this.engine = engine;
    this.vantage = vantage;
    this.file = file;
    this.out = out;
  }

  Flows flows() {
    return flows;
  }

  Tally tally() {
    return tally;
  }

  /** The capture's clock, which never goes back: nanoseconds since 1970. */
  long now() {
    return now;
  }

  /**
   * Plays a frame.
   *
   * @throws HostException where an extension can't be evaluated and nothing is assumed of it, or
   *     where {@code out} can't be written
   */
  void play(Frame frame) {
    now = Math.max(now, frame.timestamp());
    tally.frames++;
    if (!frame.isIp()) {
      tally.notIp++;
      return;
    }
    Problem problem = frame.into(packet);
    if (problem != null) {
      if (frame.isTruncated()) {
        tally.cutTooShort++;
      } else {
        tally.malformed++;
      }
      return;
    }
    Vantage.Sight sight = vantage.look(frame, packet);
    switch (sight) {
      case RECEIVED -> received(frame);
      case SENT, LOOPED -> sent(frame, sight);
      case TWICE -> tally.seenTwice++;
      case FOREIGN -> tally.foreign++;
      case ELSEWHERE -> tally.elsewhere++;
    }
  }

  private void received(Frame frame) {
    Offload.complete(packet);
    tally.received++;
    receive(frame, vantage.link());
  }

  private void receive(Frame frame, Link by) {
    packet.setInInterface(by.name());
    int length = packet.totalLength();
    Fate fate = engine.receive(packet, now, Tracer.NONE);
    switch (fate) {
      case Fate.Sent sent -> expect(packet, sent);
      case Fate.Dropped _ -> refused.add(fingerprint.ofAnySource(packet), now);
      case Fate.Delivered _, Fate.Queued _, Fate.Held _, Fate.Stolen _, Fate.Unknown _ -> {}
    }
    end(frame, fate, length);
  }

  private void sent(Frame frame, Vantage.Sight sight) {
    if (computed.take(fingerprint.of(packet), now)) {
      tally.departed++;
      return;
    }
    Link seen = vantage.link();
    if (isUnasked(frame)) {
      return;
    }
    if (refused.has(fingerprint.ofAnySource(packet), now)) {
      tally.notSentHere++;
      return;
    }
    // Neither the host's own link header nor "outgoing" is anything that a rule sees.
    packet.wrap(
        packet.buffer(),
        packet.offset(),
        packet.length(),
        Math.max(packet.length(), packet.totalLength()));
    Offload.complete(packet);
    if (isFromNowhere()) {
      tally.fromNowhere++;
      return;
    }
    engine.untranslate(packet, now);
    Link behind = null;
    if (sight == Vantage.Sight.SENT && !vantage.isOwn(packet.source())) {
      behind = wayTo(packet.source());
      if (behind == null || vantage.shows(behind)) {
        tally.notSentHere++;
        return;
      }
    }
    if (behind == null) {
      send(frame, seen);
    } else {
      tally.fromElsewhere++;
      packet.setTtl(Math.min(255, (int) packet.number(Field.Header.TTL) + 1));
      receive(frame, behind);
    }
  }

  private void send(Frame frame, Link seen) {
    tally.sent++;
    if (!seen.loopback() && needsDevice()) {
      packet.setOutInterface(seen.name());
    }
    int length = packet.totalLength();
    end(frame, engine.send(packet, null, now, Tracer.NONE), length);
  }

  /**
   * An answer of the host to packets none of which has reached it, so that it has not been made.
   */
  private boolean isUnasked(Frame frame) {
    Flow flow = flows.find(packet);
    boolean answer = flow != null && flows.isReply() && frame.number() > flow.firstPacket();
    if (flow == null && packet.isIcmpError() && packet.embedded(other)) {
      flow = flows.find(other);
      answer = flow != null && !flows.isReply();
    }
    if (flow == null || !answer || !flow.isDead()) {
      return false;
    }
    flow.addUnasked();
    tally.unasked++;
    return true;
  }

  private boolean isFromNowhere() {
    return packet.high(Field.Header.SOURCE_ADDRESS) == 0
        && packet.number(Field.Header.SOURCE_ADDRESS) == 0;
  }

  /** Whether the destination does not tell by which interface the packet goes. */
  private boolean needsDevice() {
    long high = packet.high(Field.Header.DESTINATION_ADDRESS);
    long low = packet.number(Field.Header.DESTINATION_ADDRESS);
    return packet.family() == Family.IPV4
        ? low >>> 28 == 0xe || low == 0xffff_ffffL
        : high >>> 56 == 0xff || high >>> 54 == 0x3fa;
  }

  private @Nullable Link wayTo(Address address) {
    engine.router().output(address, 0, decision);
    Link way = decision.out();
    return way == null || way.loopback() ? null : way;
  }

  private void expect(Packet leaving, Fate.Sent sent) {
    Link by = engine.router().link(sent.device());
    if (by != null && vantage.shows(by)) {
      computed.add(fingerprint.of(leaving), now);
    }
  }

  private void end(Frame frame, Fate fate, int length) {
    refuseUnknown(frame, fate);
    Connection connection = engine.connection();
    Flow flow =
        connection == null
            ? flows.of(packet, frame.number())
            : flows.of(connection, frame.number());
    boolean reply = connection == null ? flows.isReply() : engine.isReply();
    if (frame.isTruncated()) {
      tally.cut++;
    }
    boolean passed = passed(fate);
    tally.count(fate, length);
    flow.add(reply, fate, decider(fate), passed, frame.number(), length);
    if (passed && out != null) {
      out.write(frame.with(packet));
    }
    for (Engine.Emission emission : engine.emitted()) {
      answer(frame, flow, emission);
    }
  }

  private void answer(Frame frame, Flow flow, Engine.Emission emission) {
    refuseUnknown(frame, emission.fate());
    tally.answers++;
    flow.answered();
    byte[] bytes = emission.packet();
    if (!passed(emission.fate()) || other.wrap(bytes, 0, bytes.length) != null) {
      return;
    }
    tally.answersPassed++;
    if (emission.fate() instanceof Fate.Sent sent) {
      expect(other, sent);
    } else {
      computed.add(fingerprint.of(other), now);
    }
    if (out != null) {
      out.write(answerFrame(frame, bytes));
    }
  }

  /** The answer behind the link header of what it answers, turned round. */
  private static Frame answerFrame(Frame to, byte[] packet) {
    int at = Math.max(to.link().networkOffset(), 0);
    byte[] bytes = new byte[at + packet.length];
    System.arraycopy(to.bytes(), 0, bytes, 0, at);
    System.arraycopy(packet, 0, bytes, at, packet.length);
    switch (to.linkType()) {
      case LinkType.ETHERNET -> {
        System.arraycopy(to.bytes(), 6, bytes, 0, 6);
        System.arraycopy(to.bytes(), 0, bytes, 6, 6);
      }
      case LinkType.LINUX_SLL -> bytes[1] = 4;
      case LinkType.LINUX_SLL2 -> bytes[10] = 4;
      default -> {}
    }
    return new Frame(
        to.number(),
        to.timestamp(),
        bytes.length,
        bytes,
        to.linkType(),
        to.link(),
        to.interfaceName(),
        Frame.Direction.OUT);
  }

  private void refuseUnknown(Frame frame, Fate fate) {
    if (fate instanceof Fate.Unknown unknown) {
      RuleId rule = unknown.rule();
      throw new HostException(
          file
              + ": packet "
              + frame.number()
              + " meets rule "
              + rule.number()
              + " of chain "
              + rule.chain()
              + ", table "
              + rule.table().word()
              + " ("
              + rule.mode().word()
              + "), which can't be evaluated: "
              + unknown.extension()
              + (unknown.extension().isEmpty() ? "it" : "")
              + " needs "
              + unknown.needs().en()
              + "; say what to assume with --assume yes or --assume no");
    }
  }

  private Fate.@Nullable Cause decider(Fate fate) {
    return switch (fate) {
      case Fate.Dropped dropped -> dropped.cause();
      case Fate.Delivered _, Fate.Sent _ -> engine.acceptedBy();
      case Fate.Queued queued -> new Fate.Cause.ByRule(queued.rule());
      case Fate.Stolen stolen -> new Fate.Cause.ByRule(stolen.rule());
      case Fate.Held _, Fate.Unknown _ -> null;
    };
  }

  static boolean passed(Fate fate) {
    return switch (fate) {
      case Fate.Delivered _, Fate.Sent _ -> true;
      case Fate.Dropped _, Fate.Queued _, Fate.Held _, Fate.Stolen _, Fate.Unknown _ -> false;
    };
  }
}
