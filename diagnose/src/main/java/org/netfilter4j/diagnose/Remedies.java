package org.netfilter4j.diagnose;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.engine.TraceEvent;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;

/**
 * Looks for the least that lets a packet pass: an accepting rule for exactly this kind of packet,
 * right before the rule that drops it, or a setting of the host. Each step is tried on a copy;
 * where the packet then meets another obstacle, the search goes on from there.
 */
final class Remedies {
  /** More obstacles than this one after another are not a remedy any more. */
  private static final int MAX_STEPS = 6;

  private final Laboratory laboratory;

  Remedies(Laboratory laboratory) {
    this.laboratory = laboratory;
  }

  Answer.@Nullable Remedy find(Question question, List<TraceEvent> firstEvents, Fate firstFate) {
    List<String> commands = new ArrayList<>();
    Laboratory tried = laboratory;
    List<TraceEvent> events = firstEvents;
    Fate fate = firstFate;
    while (commands.size() < MAX_STEPS) {
      Step step = step(question, events, fate, tried);
      if (step == null) {
        return null;
      }
      tried = step.after;
      commands.add(step.command);
      Laboratory.Trial trial = tried.run(question);
      events = trial.events();
      fate = trial.fate();
      if (FateText.passed(fate)) {
        return new Answer.Remedy(commands, fate);
      }
    }
    return null;
  }

  private record Step(String command, Laboratory after) {}

  private static @Nullable Step step(
      Question question, List<TraceEvent> events, Fate fate, Laboratory now) {
    if (!(fate instanceof Fate.Dropped dropped)) {
      return null;
    }
    return switch (dropped.cause()) {
      case Fate.Cause.ByRule by -> accept(question, events, now, by.rule());
      case Fate.Cause.ByMatch by -> accept(question, events, now, by.rule());
      case Fate.Cause.ByPolicy by -> {
        Table table = now.ruleset(by.mode(), by.family()).table(by.table());
        Chain chain = table == null ? null : table.chain(by.chain());
        yield chain == null
            ? null
            : accept(
                question,
                events,
                now,
                new RuleId(
                    by.mode(), by.family(), by.table(), by.chain(), chain.rules().size() + 1));
      }
      case Fate.Cause.ByRouting by -> setting(question, by, now);
      case Fate.Cause.ByTracking _,
          Fate.Cause.Malformed _,
          Fate.Cause.ByOthers _,
          Fate.Cause.OnTheWay _ ->
          null;
    };
  }

  /** A rule that accepts the packet before that place. */
  private static @Nullable Step accept(
      Question question, List<TraceEvent> events, Laboratory now, RuleId place) {
    TableName table = place.table();
    if (table == TableName.NAT) {
      return null;
    }
    List<String> words = new ArrayList<>();
    if (table != TableName.FILTER) {
      words.add("-t");
      words.add(table.word());
    }
    words.add("-I");
    words.add(place.chain());
    words.add(Integer.toString(place.number()));
    words.addAll(describe(question, events));
    words.add("-j");
    words.add("ACCEPT");
    Laboratory after = now.command(place.mode(), place.family(), words);
    return after == null
        ? null
        : new Step(
            RuleName.program(place.family(), place.mode()) + " " + String.join(" ", words), after);
  }

  /** The packet as a rule describes it, with the addresses that it has where it is dropped. */
  private static List<String> describe(Question question, List<TraceEvent> events) {
    Packet packet = question.packet();
    int bits = packet.family().bits();
    boolean ports = packet.has(Field.Header.DESTINATION_PORT);
    String source = packet.source().toString();
    int destinationPort = ports ? (int) packet.number(Field.Header.DESTINATION_PORT) : 0;
    String destination = null;
    int emitted = 0;
    for (TraceEvent event : events) {
      if (event instanceof TraceEvent.Emitting) {
        emitted++;
      } else if (event instanceof TraceEvent.Emitted) {
        emitted--;
      } else if (event instanceof TraceEvent.Rewritten rewritten && emitted == 0) {
        source = rewritten.after().source().toString();
        destination = rewritten.after().destination().toString();
        destinationPort = ports ? rewritten.after().destinationPort() : 0;
      }
    }
    List<String> words = new ArrayList<>();
    boolean ownPacket = question.in() == null;
    if (ownPacket && destination == null) {
      destination = packet.destination().toString();
    }
    if (!ownPacket) {
      words.add("-s");
      words.add(source + "/" + bits);
    }
    if (destination != null) {
      words.add("-d");
      words.add(destination + "/" + bits);
    }
    words.add("-p");
    words.add(FieldText.protocol(packet.protocol()));
    if (ports && packet.protocol() != IpProtocol.DCCP) {
      boolean own = packet.protocol() == IpProtocol.TCP || packet.protocol() == IpProtocol.UDP;
      // A packet with no destination port to speak of is told by where it comes from.
      boolean bySource = destinationPort == 0;
      long port = bySource ? packet.number(Field.Header.SOURCE_PORT) : destinationPort;
      words.add("-m");
      words.add(own ? FieldText.protocol(packet.protocol()) : "multiport");
      words.add((bySource ? "--sport" : "--dport") + (own ? "" : "s"));
      words.add(Long.toString(port));
    }
    if (packet.has(Field.Header.ICMP_TYPE)) {
      boolean v6 = packet.family() == Family.IPV6;
      words.add("-m");
      words.add(v6 ? "icmp6" : "icmp");
      words.add(v6 ? "--icmpv6-type" : "--icmp-type");
      words.add(Long.toString(packet.number(Field.Header.ICMP_TYPE)));
    }
    return words;
  }

  private static @Nullable Step setting(
      Question question, Fate.Cause.ByRouting by, Laboratory now) {
    boolean v6 = question.family() == Family.IPV6;
    String in = question.in();
    String setting =
        switch (by.reason()) {
          case FORWARDING_OFF -> v6 ? "net.ipv6.conf.all.forwarding=1" : "net.ipv4.ip_forward=1";
          case REVERSE_PATH -> in == null || v6 ? null : "net.ipv4.conf." + in + ".rp_filter=2";
          case NO_WAY_BACK -> in == null || v6 ? null : "net.ipv4.conf." + in + ".rp_filter=0";
          case LOOPBACK -> in == null || v6 ? null : "net.ipv4.conf." + in + ".route_localnet=1";
          case OWN_SOURCE -> in == null || v6 ? null : "net.ipv4.conf." + in + ".accept_local=1";
          case LOCAL,
              BROADCAST,
              MULTICAST,
              UNICAST,
              NO_ROUTE,
              BLACKHOLE,
              UNREACHABLE,
              PROHIBIT,
              NOT_A_MEMBER,
              MARTIAN_SOURCE,
              MARTIAN_DESTINATION,
              SOURCE_NOT_UNICAST,
              BAD_SOURCE,
              DEVICE_DOWN ->
              null;
        };
    if (setting == null) {
      return null;
    }
    int equals = setting.indexOf('=');
    return new Step(
        "sysctl -w " + setting,
        now.sysctl(setting.substring(0, equals), setting.substring(equals + 1)));
  }
}
