package org.netfilter4j.engine;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.conntrack.Connections;
import org.netfilter4j.engine.conntrack.Tracking;
import org.netfilter4j.engine.nat.Nat;
import org.netfilter4j.engine.route.Decision;
import org.netfilter4j.engine.route.Link;
import org.netfilter4j.engine.route.Reason;
import org.netfilter4j.engine.route.Router;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Operation;
import org.netfilter4j.packet.Packet;

/** Runs the stages of a hook on the packet of the context. */
final class Hooks {
  private static final Label BOUND = new Label("the connection is bound already", "该连接的地址转换已经确定");
  private static final Label NO_CONNECTION =
      new Label("the packet has no connection", "该数据包不属于任何连接");

  private final PacketContext context;
  private final Traversal traversal;
  private final Connections connections;
  private final Nat nat;
  private final Router router;
  private final Reassembly reassembly;
  private final Fates fates;

  /** The context's. */
  final Decision route;

  /** Whether address translation gave the packet another destination in the hook that ran last. */
  boolean destinationTranslated;

  Hooks(
      PacketContext context,
      Traversal traversal,
      Connections connections,
      Nat nat,
      Router router,
      Reassembly reassembly,
      Fates fates) {
    this.context = context;
    route = context.route;
    this.traversal = traversal;
    this.connections = connections;
    this.nat = nat;
    this.router = router;
    this.reassembly = reassembly;
    this.fates = fates;
  }

  /** The packet's fate; null where the hook lets it pass. */
  @Nullable Fate run(Tables tables, Hook hook) {
    context.hook = hook;
    destinationTranslated = false;
    Packet packet = context.packet;
    if (context.isTraced()) {
      context.tracer.event(
          new TraceEvent.HookEntered(
              hook, packet.family(), packet.inInterface(), packet.outInterface()));
    }
    for (Stage stage : tables.at(hook)) {
      Fate fate =
          switch (stage) {
            case Stage.Defragment _ -> defragment();
            case Stage.Track _ -> track(hook);
            case Stage.Ask ask -> ask(ask, hook);
            case Stage.Translate translate -> translate(translate, hook);
            case Stage.Confirm _ -> confirm(hook);
          };
      if (fate != null) {
        return fate;
      }
    }
    return null;
  }

  private @Nullable Fate defragment() {
    Packet packet = context.packet;
    if (!Reassembly.concerns(packet) || context.tracking.untracked) {
      return null;
    }
    return assemble(context.hook.name());
  }

  /** Puts a fragment with the others; null where the packet is whole now. */
  @Nullable Fate assemble(String place) {
    Packet packet = context.packet;
    return switch (reassembly.add(packet, place, context.now)) {
      case WAITING -> Fate.HELD;
      case DAMAGED -> fates.of(Fate.Obstacle.BAD_FRAGMENT);
      case WHOLE -> {
        context.largestFragment = reassembly.largest();
        if (context.isTraced()) {
          context.tracer.event(
              new TraceEvent.Reassembled(reassembly.pieces(), packet.totalLength()));
        }
        yield null;
      }
    };
  }

  private @Nullable Fate track(Hook hook) {
    Tracking tracking = context.tracking;
    Operation.Result result = connections.track(context.packet, hook, context.now, tracking);
    if (context.isTraced()) {
      context.tracer.event(
          new TraceEvent.Tracked(tracking.state, tracking.reply, tracking.connection != null));
    }
    return result == Operation.Result.DROP ? fates.tableFull(hook) : null;
  }

  private @Nullable Fate confirm(Hook hook) {
    Tracking tracking = context.tracking;
    boolean before = tracking.connection != null && tracking.connection.isConfirmed();
    Operation.Result result = connections.confirm(context.packet, tracking, context.now);
    if (context.isTraced()
        && !before
        && tracking.connection != null
        && tracking.connection.isConfirmed()) {
      context.tracer.event(new TraceEvent.Confirmed());
    }
    return result == Operation.Result.DROP ? fates.clash(hook) : null;
  }

  private @Nullable Fate ask(Stage.Ask ask, Hook hook) {
    TableProgram table = ask.table();
    if (context.isTraced()) {
      context.tracer.event(new TraceEvent.TableEntered(table.mode, table.family, table.name, hook));
    }
    if (hook != Hook.OUTPUT || !ask.isMangle()) {
      return traversal.run(table, ask.base());
    }
    Packet packet = context.packet;
    int mark = packet.mark();
    long tos = packet.number(Field.Header.TOS);
    long hops = packet.number(Field.Header.TTL);
    long sourceHigh = packet.high(Field.Header.SOURCE_ADDRESS);
    long source = packet.number(Field.Header.SOURCE_ADDRESS);
    long destinationHigh = packet.high(Field.Header.DESTINATION_ADDRESS);
    long destination = packet.number(Field.Header.DESTINATION_ADDRESS);
    Fate fate = traversal.run(table, ask.base());
    if (fate != null) {
      return fate;
    }
    boolean same =
        mark == packet.mark()
            && tos == packet.number(Field.Header.TOS)
            && (hops == packet.number(Field.Header.TTL) || packet.family() == Family.IPV4)
            && source == packet.number(Field.Header.SOURCE_ADDRESS)
            && sourceHigh == packet.high(Field.Header.SOURCE_ADDRESS)
            && destination == packet.number(Field.Header.DESTINATION_ADDRESS)
            && destinationHigh == packet.high(Field.Header.DESTINATION_ADDRESS);
    return same ? null : reroute();
  }

  private @Nullable Fate translate(Stage.Translate stage, Hook hook) {
    Tracking tracking = context.tracking;
    Packet packet = context.packet;
    if (tracking.connection == null) {
      skipped(hook, NO_CONNECTION);
      return null;
    }
    if (nat.wantsRules(packet, tracking, hook)) {
      Fate fate = bind(stage, hook);
      if (fate != null) {
        return fate;
      }
    } else {
      skipped(hook, BOUND);
    }
    long high = packet.high(Field.Header.DESTINATION_ADDRESS);
    long low = packet.number(Field.Header.DESTINATION_ADDRESS);
    TraceEvent.@Nullable Endpoints before = context.isTraced() ? endpoints(packet) : null;
    if (nat.rewrite(packet, tracking, hook) == Operation.Result.DROP) {
      return fates.untranslatable(hook);
    }
    if (before != null) {
      TraceEvent.Endpoints after = endpoints(packet);
      if (!after.equals(before)) {
        context.tracer.event(new TraceEvent.Rewritten(hook, before, after));
      }
    }
    destinationTranslated |=
        low != packet.number(Field.Header.DESTINATION_ADDRESS)
            || high != packet.high(Field.Header.DESTINATION_ADDRESS);
    return destinationTranslated && hook == Hook.OUTPUT ? reroute() : null;
  }

  private @Nullable Fate bind(Stage.Translate stage, Hook hook) {
    Tracking tracking = context.tracking;
    for (Stage.Ask ask : stage.tables()) {
      Fate fate = ask(ask, hook);
      if (fate != null) {
        return fate;
      }
      if (nat.bound(tracking, Nat.side(hook))) {
        return null;
      }
    }
    return nat.bindNull(tracking, hook, context.randomInts) == Operation.Result.DROP
        ? fates.untranslatable(hook)
        : null;
  }

  private void skipped(Hook hook, Label why) {
    if (context.isTraced()) {
      context.tracer.event(new TraceEvent.NatSkipped(hook, why));
    }
  }

  private static TraceEvent.Endpoints endpoints(Packet packet) {
    return new TraceEvent.Endpoints(
        packet.source(),
        (int) packet.number(Field.Header.SOURCE_PORT),
        packet.destination(),
        (int) packet.number(Field.Header.DESTINATION_PORT));
  }

  /**
   * ip_route_me_harder: the host's own packet has changed, so its way may have. The rules that are
   * left of OUTPUT still see the interface that the hook began with (nf_hook_state).
   */
  private @Nullable Fate reroute() {
    Packet packet = context.packet;
    router.output(packet, null, route);
    traceRoute(true);
    if (route.reason().way() == Reason.Way.NOWHERE) {
      return fates.of(route.reason());
    }
    context.routeMtu = route.mtu();
    return null;
  }

  void traceRoute(boolean again) {
    if (!context.isTraced()) {
      return;
    }
    Link out = route.out();
    String text = route.route() == null ? null : String.valueOf(route.route());
    context.tracer.event(
        new TraceEvent.Routed(
            route.reason(),
            again,
            out == null ? "" : out.name(),
            route.gateway(),
            route.source(),
            text));
  }
}
