package org.netfilter4j.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.conntrack.ConnectionEntry;
import org.netfilter4j.engine.conntrack.Connections;
import org.netfilter4j.engine.conntrack.Tracking;
import org.netfilter4j.engine.nat.InterfaceAddresses;
import org.netfilter4j.engine.nat.Nat;
import org.netfilter4j.engine.route.Decision;
import org.netfilter4j.engine.route.Link;
import org.netfilter4j.engine.route.Reason;
import org.netfilter4j.engine.route.Router;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Operation;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Host;
import org.netfilter4j.xt.lower.Host.AddressType;

/** The packet that is on its way, as extensions see it; one, reused for every packet. */
final class PacketContext implements Context, InterfaceAddresses {
  private static final Packet NO_PACKET = new Packet();

  /** A packet that the host answers with, and the connection that it goes along with. */
  static final class Answer {
    final byte[] bytes;
    final @Nullable ConnectionEntry connection;
    final boolean reply;

    /** Whether what it answers was of a connection, or taken out of tracking. */
    final boolean attached;

    Answer(byte[] bytes, Tracking to) {
      this.bytes = bytes;
      connection = to.connection;
      reply = !to.reply;
      attached = to.connection != null || to.untracked;
    }
  }

  private final Router router;
  private final Nat nat;
  private final Connections connections;
  private final SplittableRandom random;
  final IntSupplier randomInts;
  final Tracking tracking = new Tracking();

  /** Where the packet goes, after the last routing decision. */
  final Decision route = new Decision();

  final List<Answer> answers = new ArrayList<>();

  Packet packet = NO_PACKET;
  Hook hook = Hook.PREROUTING;
  long now;
  int routeMtu = -1;

  /** The length in bytes of the longest fragment that the packet came in; 0 if it came whole. */
  int largestFragment;

  @Nullable Owner owner;
  Tracer tracer = Tracer.NONE;

  /** What sends copies of packets; null while the packet is itself a copy. */
  @Nullable Copies copies;

  /** Whether the packet came in by an interface, at first. */
  boolean received;

  /** Whether the packet is a copy. */
  boolean copy;

  /** The interface by which the packet came in that this is a copy of; "" for none. */
  String copiedFrom = "";

  /** Whether the packet is a copy of one that came in. */
  boolean copyOfReceived;

  /** The rule whose target is at work. */
  @Nullable RuleProgram rule;

  // What let the packet pass in the filter table that was asked last: one of the two, or neither.
  @Nullable RuleProgram acceptedBy;
  @Nullable ChainProgram acceptedByPolicy;

  PacketContext(Router router, Nat nat, Connections connections, long seed) {
    this.router = router;
    this.nat = nat;
    this.connections = connections;
    random = new SplittableRandom(seed);
    randomInts = random::nextInt;
  }

  void begin(Packet newPacket, long newNow, @Nullable Owner newOwner, Tracer newTracer) {
    packet = newPacket;
    now = newNow;
    owner = newOwner;
    tracer = newTracer;
    received = false;
    copy = false;
    copyOfReceived = false;
    copiedFrom = "";
    routeMtu = -1;
    largestFragment = 0;
    rule = null;
    acceptedBy = null;
    acceptedByPolicy = null;
    tracking.reset();
  }

  /** A filter table let the packet pass, by a rule or by a policy. */
  void accepted(@Nullable RuleProgram by, @Nullable ChainProgram byPolicy) {
    acceptedBy = by;
    acceptedByPolicy = byPolicy;
  }

  /** nf_ct_attach: an answer belongs to the connection of what it answers, the other way round. */
  void attach(Answer answer) {
    ConnectionEntry connection = answer.connection;
    tracking.attached = answer.attached;
    if (connection != null) {
      tracking.connection = connection;
      tracking.state = Tracking.RELATED;
      tracking.reply = answer.reply;
    }
  }

  boolean isTraced() {
    return tracer.isOn();
  }

  @Override
  public Packet packet() {
    return packet;
  }

  @Override
  public Hook hook() {
    return hook;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public int random() {
    return random.nextInt();
  }

  @Override
  public @Nullable Connection connection() {
    return tracking.connection;
  }

  @Override
  public int connectionState() {
    return tracking.state;
  }

  @Override
  public boolean isReply() {
    return tracking.reply;
  }

  @Override
  public Connection.@Nullable Tuple tuple() {
    return connections.tuple(packet);
  }

  @Override
  public @Nullable Connection find(Connection.Tuple tuple) {
    return connections.find(tuple, now);
  }

  @Override
  public Host host() {
    return router;
  }

  @Override
  public int routeMtu() {
    return routeMtu;
  }

  @Override
  public @Nullable Owner owner() {
    return owner;
  }

  @Override
  public void untrack() {
    tracking.untrack();
  }

  @Override
  public void template(Template template) {
    tracking.expect(template);
  }

  @Override
  public Operation.Result translate(Translation translation) {
    if (tracking.connection == null) {
      return Operation.Result.ACCEPT;
    }
    Operation.Result result = nat.bind(packet, tracking, hook, translation, this, randomInts);
    if (isTraced()) {
      RuleProgram by = rule;
      tracer.event(new TraceEvent.Bound(translation.side(), by == null ? null : by.id));
    }
    return result;
  }

  @Override
  public void send(byte[] bytes) {
    answers.add(new Answer(bytes, tracking));
  }

  @Override
  public String device() {
    return copy ? copiedFrom : Context.super.device();
  }

  @Override
  public AddressType destinationType() {
    if (!copy || packet.family() == Family.IPV6) {
      return Context.super.destinationType();
    }
    Reason way = route.reason();
    return way == Reason.LOCAL
        ? AddressType.LOCAL
        : way == Reason.BROADCAST
            ? AddressType.BROADCAST
            : way == Reason.MULTICAST ? AddressType.MULTICAST : AddressType.UNICAST;
  }

  @Override
  public boolean isCopyOfReceived() {
    return copyOfReceived;
  }

  @Override
  public void duplicate(Address gateway, String device) {
    if (copies != null) {
      copies.send(this, gateway, device);
    }
  }

  @Override
  public void log(LogEntry entry) {
    RuleProgram by = rule;
    if (by != null && isTraced()) {
      tracer.event(new TraceEvent.Logged(by.id, entry));
    }
  }

  /** No program listens on an embedded host. */
  @Override
  public Operation.Result assign(@Nullable Address to, int port) {
    return Operation.Result.DROP;
  }

  @Override
  public @Nullable Address source(String device, Address destination) {
    Link link = router.link(device);
    Address gateway = route.gateway();
    Address nextHop =
        gateway != null && gateway.family() == destination.family() ? gateway : destination;
    return link == null ? null : router.masquerade(link, nextHop);
  }

  @Override
  public @Nullable Address first(String device, Address destination) {
    Link link = router.link(device);
    return link == null ? null : router.redirect(link, destination);
  }
}
