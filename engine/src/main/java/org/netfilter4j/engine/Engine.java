package org.netfilter4j.engine;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.conntrack.Connections;
import org.netfilter4j.engine.conntrack.Settings;
import org.netfilter4j.engine.nat.Departures;
import org.netfilter4j.engine.nat.Nat;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.engine.route.Router;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Context.Owner;
import org.netfilter4j.xt.set.SetNamespace;

/**
 * A host's netfilter in user space. It is given packets one by one, with the time, and says what
 * becomes of each. Not safe for use by several threads.
 */
public final class Engine {
  private final Config config;
  private final Router router;
  private final Connections connections;
  private final Departures departures;
  private final PacketContext context;
  private final Traversal traversal;
  private final Traversal copying;
  private final Copies copies;
  private final Answers answers;
  private final Journey journey;
  private final Fates fates;
  private final Loader loader;
  private final Map<Family, Tables> tables = new EnumMap<>(Family.class);
  private final List<Emission> emitted = new ArrayList<>();
  private Fate.@Nullable Cause acceptedBy;
  private @Nullable Connection connection;
  private boolean reply;

  /**
   * What an engine is made of.
   *
   * @param rulesets at most one for each family and mode
   * @param order the modes as their tables run where they have the same priority; the kernel runs
   *     first what was registered last
   * @param seed of all random choices
   * @param assume what to take for granted of extensions that can't be evaluated
   */
  public record Config(
      Network network,
      List<Ruleset> rulesets,
      SetNamespace sets,
      List<Mode> order,
      long seed,
      Assume assume) {
    public Config {
      rulesets = List.copyOf(rulesets);
      order = List.copyOf(order);
      if (!EnumSet.copyOf(order).equals(EnumSet.allOf(Mode.class))
          || order.size() != Mode.values().length) {
        throw new IllegalArgumentException("the order names each mode once, not " + order);
      }
    }

    /** With nft's tables first, seed 1, and nothing assumed. */
    public static Config of(Network network, List<Ruleset> rulesets, SetNamespace sets) {
      return new Config(network, rulesets, sets, List.of(Mode.NFT, Mode.LEGACY), 1, Assume.NOTHING);
    }
  }

  /** A packet of the host's own, made in answer to another or as a copy of it. */
  public static final class Emission {
    private final byte[] packet;
    private final Fate fate;
    private final boolean ahead;

    Emission(byte[] packet, Fate fate, boolean ahead) {
      this.packet = packet;
      this.fate = fate;
      this.ahead = ahead;
    }

    /** Whether it was sent before the packet itself went on: a copy (TEE), or an answer to one. */
    public boolean isAhead() {
      return ahead;
    }

    /** The packet as it left, from the network header on. */
    public byte[] packet() {
      return packet;
    }

    public Fate fate() {
      return fate;
    }
  }

  /**
   * @throws IllegalArgumentException where the network or a ruleset does not fit together
   */
  public Engine(Config config) {
    this.config = config;
    router = new Router(config.network());
    connections = new Connections(Settings.of(config.network().sysctls().values()));
    departures = new Departures(connections);
    Nat nat = new Nat(connections);
    context = new PacketContext(router, nat, connections, config.seed());
    traversal = new Traversal(context, config.assume());
    fates = new Fates(config.network());
    loader = new Loader(config.sets(), new NamedStates(), connections);
    Reassembly reassembly = new Reassembly();
    Hooks hooks = new Hooks(context, traversal, connections, nat, router, reassembly, fates);
    for (Family family : Family.values()) {
      tables.put(family, new Tables(config.order()));
    }
    journey = new Journey(context, hooks, router, fates, new IcmpErrors(context, router), tables);
    PacketContext copied = new PacketContext(router, nat, connections, ~config.seed());
    copying = new Traversal(copied, config.assume());
    Hooks copyHooks = new Hooks(copied, copying, connections, nat, router, reassembly, fates);
    IcmpErrors copyErrors = new IcmpErrors(copied, router);
    Journey copyJourney = new Journey(copied, copyHooks, router, fates, copyErrors, tables);
    Answers ahead = new Answers(copied, copyJourney, connections, fates, emitted, true);
    copies = new Copies(copied, copyJourney, router, emitted, ahead);
    context.copies = copies;
    answers = new Answers(context, journey, connections, fates, emitted, false);
    for (Ruleset ruleset : config.rulesets()) {
      load(ruleset, EnumSet.allOf(TableName.class));
    }
  }

  public Config config() {
    return config;
  }

  public Router router() {
    return router;
  }

  public Connections connections() {
    return connections;
  }

  /** Whether connections of a family are tracked: only once a rule of that family needs it. */
  public boolean tracks(Family family) {
    return tables(family).isTracked();
  }

  private Tables tables(Family family) {
    Tables of = tables.get(family);
    if (of == null) {
      throw new IllegalStateException("no tables for " + family);
    }
    return of;
  }

  /**
   * Takes over a ruleset in place of the one of its family and mode. In nft mode rules that were
   * there before keep their state (limit's credit …); in legacy mode those of tables that were not
   * committed do.
   *
   * @param committed the tables that were committed
   * @throws IllegalArgumentException where the ruleset does not fit together; nothing is changed
   */
  public void load(Ruleset ruleset, Set<TableName> committed) {
    Tables of = tables(ruleset.family());
    Map<TableName, TableProgram> before = of.of(ruleset.mode());
    Map<TableName, TableProgram> after = new LinkedHashMap<>();
    for (Table table : ruleset.tables().values()) {
      boolean anew = ruleset.mode() == Mode.LEGACY && committed.contains(table.name());
      TableProgram old = anew ? null : before.get(table.name());
      after.put(table.name(), loader.load(ruleset.mode(), table, old));
    }
    after.values().forEach(traversal::reserve);
    after.values().forEach(copying::reserve);
    of.replace(ruleset.mode(), after);
  }

  /** A family's tables in a mode, with what their rules have counted so far. */
  public Ruleset ruleset(Family family, Mode mode) {
    Map<TableName, Table> made = new LinkedHashMap<>();
    tables(family).of(mode).forEach((name, program) -> made.put(name, program.table()));
    return new Ruleset(family, mode, made);
  }

  /** {@link #receive(Packet, long, Tracer)} without a tracer. */
  public Fate receive(Packet packet, long now) {
    return receive(packet, now, Tracer.NONE);
  }

  /**
   * A packet comes in by its {@link Packet#inInterface}.
   *
   * @param packet is rewritten on its way, and is the whole packet where it was the last fragment
   * @param now nanoseconds since 1970; never less than before
   */
  public Fate receive(Packet packet, long now, Tracer tracer) {
    begin(packet, Owner.NO_SOCKET, now, tracer);
    return end(journey.receive());
  }

  /**
   * The host sends a packet. Its source address is chosen where it is zero; it goes out by its
   * {@link Packet#outInterface} where that is not empty.
   *
   * @param owner of the socket that it comes from; null where that is unknown
   */
  public Fate send(Packet packet, @Nullable Owner owner, long now, Tracer tracer) {
    begin(packet, owner, now, tracer);
    return end(journey.send());
  }

  /**
   * What the host itself sent because of the last packet: REJECT's answers, ICMP errors and TEE's
   * copies, in order. The list is the engine's and is cleared by the next packet.
   */
  public List<Emission> emitted() {
    return emitted;
  }

  /**
   * Who let the last packet pass in the filter table that was asked last: a rule or a policy; null
   * where none did. Unlike a trace this costs nothing.
   */
  public Fate.@Nullable Cause acceptedBy() {
    return acceptedBy;
  }

  /** The last packet's connection, also where it was dropped with it; null where it has none. */
  public @Nullable Connection connection() {
    return connection;
  }

  /** Whether the last packet went in the reply direction of its connection. */
  public boolean isReply() {
    return reply;
  }

  /**
   * Gives a packet that was seen leaving the host back what it carried before its connection
   * translated it; through the hooks again it would leave as it was seen.
   *
   * @return whether it belongs to a known connection of zone 0; if not, nothing is changed
   */
  public boolean untranslate(Packet packet, long now) {
    return departures.restore(packet, now);
  }

  private void begin(Packet packet, @Nullable Owner owner, long now, Tracer tracer) {
    emitted.clear();
    context.answers.clear();
    context.begin(packet, now, owner, tracer);
  }

  private Fate end(Fate fate) {
    if (context.isTraced()) {
      context.tracer.event(new TraceEvent.Ended(fate));
    }
    RuleProgram rule = context.acceptedBy;
    ChainProgram chain = context.acceptedByPolicy;
    acceptedBy = rule != null ? rule.decision() : chain != null ? chain.byPolicy : null;
    connection = context.tracking.connection;
    reply = context.tracking.reply;
    answers.send();
    copies.tell(context.tracer);
    return fate;
  }
}
