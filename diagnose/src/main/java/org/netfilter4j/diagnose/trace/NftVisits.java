package org.netfilter4j.diagnose.trace;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.trace.Visit.Effect;
import org.netfilter4j.diagnose.trace.Visit.Step;
import org.netfilter4j.linux.RulePlaces;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.watch.ChainAt;
import org.netfilter4j.model.watch.Families;
import org.netfilter4j.model.watch.RulesetEvents;
import org.netfilter4j.model.watch.TraceEvent;
import org.netfilter4j.model.watch.TracedPacket;
import org.netfilter4j.model.watch.Verdict;

/** Visits of chains of nf_tables, from its trace events. */
final class NftVisits {
  private static final int ETHERNET = 14;

  private final RulePlaces places;
  private final RulesetEvents watch;

  /** The visit that each traced packet is at, by the number that the kernel gives it. */
  private final Map<Long, Visit> current = new HashMap<>();

  NftVisits(RulePlaces places, RulesetEvents watch) {
    this.places = places;
    this.watch = watch;
  }

  /** Takes an event; gives the visit that begins with it, or null. */
  @Nullable Visit take(TraceEvent event) {
    Visit begun = null;
    TracedPacket packet = event.packet();
    if (packet != null) {
      begun = begin(event, packet);
      if (begun == null) {
        current.remove(event.id());
        return null;
      }
      current.put(event.id(), begun);
    }
    Visit visit = current.get(event.id());
    if (visit != null) {
      Step step = step(event);
      if (step != null) {
        visit.steps().add(step);
      }
    }
    return begun;
  }

  private @Nullable Visit begin(TraceEvent event, TracedPacket packet) {
    ChainAt chain = places.chain(event.family(), event.table(), event.chain());
    Family family = Families.family(packet.protocol() == 0 ? event.family() : packet.protocol());
    if (chain == null || chain.base() == null || family == null) {
      return null;
    }
    int hook = chain.base().hook();
    if (hook < 0 || hook >= Hook.values().length || event.family() == Families.NETDEV) {
      return null;
    }
    Sighting seen =
        new Sighting(
            family,
            join(packet.network(), packet.transport()),
            name(packet.in()),
            name(packet.out()),
            event.mark(),
            mac(packet),
            event.connection());
    Hook at = Hook.values()[hook];
    TableName table =
        Families.family(event.family()) == null ? null : TableName.find(event.table());
    if (table != null
        && (!at.chain().equals(event.chain())
            || table.priority(at, Mode.NFT) != chain.base().priority())) {
      table = null;
    }
    return new Visit(
        Mode.NFT,
        table,
        Families.word(event.family()) + " " + event.table(),
        at,
        chain.base().priority(),
        seen);
  }

  private static byte[] join(byte @Nullable [] network, byte @Nullable [] transport) {
    int first = network == null ? 0 : network.length;
    int second = transport == null ? 0 : transport.length;
    byte[] all = new byte[first + second];
    if (network != null) {
      System.arraycopy(network, 0, all, 0, first);
    }
    if (transport != null) {
      System.arraycopy(transport, 0, all, first, second);
    }
    return all;
  }

  private String name(long index) {
    return index == 0 ? "" : Objects.requireNonNullElse(watch.interfaceName(index), "");
  }

  private static long mac(TracedPacket packet) {
    byte[] link = packet.link();
    if (link == null || link.length < ETHERNET || packet.inType() != 1) {
      return -1;
    }
    long mac = 0;
    for (int at = 6; at < 12; at++) {
      mac = mac << 8 | link[at] & 0xff;
    }
    return mac;
  }

  private @Nullable Step step(TraceEvent event) {
    return switch (event.step()) {
      // The kernel tells of the packet with a rule that has no handle, before any has matched.
      case TraceEvent.RuleMet met when met.handle() == 0 -> null;
      case TraceEvent.RuleMet met ->
          new Step.Matched(
              event.chain(),
              places.number(event.family(), event.table(), event.chain(), met.handle()),
              met.handle(),
              effect(met.verdict()),
              met.verdict().chain());
      case TraceEvent.Returned _ -> new Step.Ended(event.chain());
      case TraceEvent.PolicyApplied policy ->
          new Step.Policy(event.chain(), policy.verdict().code() != Verdict.DROP);
      case TraceEvent.Unknown _ -> null;
    };
  }

  private static Effect effect(Verdict verdict) {
    // The kernel's numbers fill 32 bits; a queue's number stands in the upper half.
    return switch ((int) verdict.code()) {
      case (int) Verdict.ACCEPT -> Effect.ACCEPT;
      case (int) Verdict.DROP -> Effect.DROP;
      case (int) Verdict.STOLEN -> Effect.STOLEN;
      case (int) Verdict.CONTINUE, (int) Verdict.BREAK -> Effect.CONTINUE;
      case (int) Verdict.JUMP -> Effect.JUMP;
      case (int) Verdict.GOTO -> Effect.GOTO;
      case (int) Verdict.RETURN -> Effect.RETURN;
      default ->
          (verdict.code() & 0xff) == Verdict.QUEUE
              ? Effect.QUEUE
              : (verdict.code() & 0xff) == Verdict.DROP ? Effect.DROP : Effect.UNTOLD;
    };
  }
}
