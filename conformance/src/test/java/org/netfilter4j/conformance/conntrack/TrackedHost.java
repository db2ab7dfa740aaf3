package org.netfilter4j.conformance.conntrack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.conformance.kernel.Place;
import org.netfilter4j.conformance.kernel.Seen;
import org.netfilter4j.conformance.kernel.Step;
import org.netfilter4j.engine.conntrack.ConnectionEntry;
import org.netfilter4j.engine.conntrack.Connections;
import org.netfilter4j.engine.conntrack.Settings;
import org.netfilter4j.engine.conntrack.Tracking;
import org.netfilter4j.engine.nat.InterfaceAddresses;
import org.netfilter4j.engine.nat.Nat;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Operation.Result;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context;

/** The laboratory's host again, with our connection tracking and translation. */
final class TrackedHost implements InterfaceAddresses {
  private static final Map<String, Place> INTERFACES =
      Map.of("eth0", Place.ETH0, "eth1", Place.ETH1, "lo", Place.LOCAL);

  private final Connections connections;
  private final Nat nat;
  private final List<NatRule> rules;
  private final Context.@Nullable Template template;
  private final SplittableRandom random = new SplittableRandom(1);
  private final Tracking tracking = new Tracking();

  TrackedHost(
      Map<String, String> sysctls, List<NatRule> rules, Context.@Nullable Template template) {
    connections = new Connections(Settings.of(sysctls));
    nat = new Nat(connections);
    this.rules = rules;
    this.template = template;
  }

  Connections connections() {
    return connections;
  }

  /** What comes out for a packet that goes in. */
  List<Seen> offer(Step step, long now) {
    Packet packet = new Packet();
    byte[] bytes = step.packet().clone();
    if (packet.wrap(bytes, 0, bytes.length) != null
        || (step.at() != Place.LOCAL && packet.receiveProblem(false) != null)) {
      return List.of();
    }
    tracking.reset();
    List<Seen> seen = new ArrayList<>();
    boolean local = step.at() == Place.LOCAL;
    Hook first = local ? Hook.OUTPUT : Hook.PREROUTING;
    if (local) {
      packet.setOutInterface(route(packet.destination()));
    } else {
      packet.setInInterface(step.at() == Place.ETH0 ? "eth0" : "eth1");
    }
    tracking.template = template;
    if (connections.track(packet, first, now, tracking) == Result.DROP
        || translate(packet, first) == Result.DROP) {
      return List.of();
    }
    if (!local && family4(packet) && route(packet.source()).equals("lo")) {
      return List.of(); // A martian: it claims to come from the host itself.
    }
    String out = route(packet.destination());
    if (!local && out.equals("lo")) {
      mark(packet);
      if (translate(packet, Hook.INPUT) != Result.DROP
          && connections.confirm(packet, tracking, now) != Result.DROP) {
        seen.add(new Seen(Place.LOCAL, packet.toBytes()));
      }
      return seen;
    }
    if (!local) {
      packet.setTtl((int) packet.number(Field.Header.TTL) - 1);
    }
    packet.setOutInterface(out);
    mark(packet);
    if (translate(packet, Hook.POSTROUTING) == Result.DROP
        || connections.confirm(packet, tracking, now) == Result.DROP) {
      return List.of();
    }
    if (out.equals("lo")) {
      packet.setInInterface("lo");
      if (connections.track(packet, Hook.PREROUTING, now, tracking) == Result.DROP
          || translate(packet, Hook.PREROUTING) == Result.DROP) {
        return List.of();
      }
      mark(packet);
      if (translate(packet, Hook.INPUT) == Result.DROP
          || connections.confirm(packet, tracking, now) == Result.DROP) {
        return List.of();
      }
    }
    seen.add(new Seen(INTERFACES.getOrDefault(out, Place.ETH1), packet.toBytes()));
    return seen;
  }

  private Result translate(Packet packet, Hook hook) {
    if (rules.isEmpty()) {
      return Result.ACCEPT; // Without a chain in the nat table nothing is registered.
    }
    if (nat.wantsRules(packet, tracking, hook)) {
      for (NatRule rule : rules) {
        if (matches(rule, packet, hook)
            && nat.bind(packet, tracking, hook, rule.translation(), this, random::nextInt)
                == Result.DROP) {
          return Result.DROP;
        }
        if (nat.bound(tracking, Nat.side(hook))) {
          break;
        }
      }
      if (!nat.bound(tracking, Nat.side(hook))
          && nat.bindNull(tracking, hook, random::nextInt) == Result.DROP) {
        return Result.DROP;
      }
    }
    return nat.rewrite(packet, tracking, hook);
  }

  private static boolean matches(NatRule rule, Packet packet, Hook hook) {
    return rule.hook() == hook
        && (hook != Hook.POSTROUTING || packet.outInterface().equals("eth1"))
        && (rule.protocol() == 0 || rule.protocol() == packet.protocol())
        && (rule.port() == 0 || rule.port() == packet.number(Field.Header.DESTINATION_PORT));
  }

  /** Writes what is known of the packet into its TOS byte; {@link #RULES} say the same. */
  private void mark(Packet packet) {
    int tos =
        switch (tracking.state) {
          case Tracking.NEW -> 0x04;
          case Tracking.ESTABLISHED -> 0x08;
          case Tracking.RELATED -> 0x0c;
          case Tracking.INVALID -> 0x10;
          default -> 0x14;
        };
    ConnectionEntry entry = tracking.connection;
    if (entry != null) {
      tos |= tracking.reply ? 0x20 : 0;
      tos |= entry.has(FlowStatus.ASSURED) ? 0x40 : 0;
      tos |= entry.has(FlowStatus.SEEN_REPLY) ? 0x80 : 0;
    }
    packet.setTos(tos);
  }

  /** The mangle table that writes the same. */
  static String markingRules() {
    StringBuilder rules = new StringBuilder("*mangle\n");
    for (String chain : List.of("INPUT", "POSTROUTING")) {
      String[] states = {"NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED"};
      String add = "-A " + chain + " -m conntrack ";
      for (int i = 0; i < states.length; i++) {
        rules.append(add).append("--ctstate ").append(states[i]);
        rules.append(" -j TOS --set-tos ").append(4 * (i + 1)).append("/0xff\n");
      }
      String connected = "--ctstate NEW,ESTABLISHED,RELATED ";
      rules.append(add).append(connected).append("--ctdir REPLY -j TOS --or-tos 0x20\n");
      rules.append(add).append(connected).append("--ctstatus ASSURED -j TOS --or-tos 0x40\n");
      rules.append(add).append(connected).append("--ctstatus SEEN_REPLY -j TOS --or-tos 0x80\n");
    }
    return rules.append("COMMIT\n").toString();
  }

  private static boolean family4(Packet packet) {
    return packet.family() == Family.IPV4;
  }

  private static final List<String> OWN =
      List.of(
          "192.0.2.1",
          "198.51.100.1",
          "2001:db8:1::1",
          "2001:db8:2::1",
          // The anycast addresses of the links' routers.
          "2001:db8:1::",
          "2001:db8:2::");

  private static String route(Address destination) {
    String text = destination.toString();
    if (OWN.contains(text) || text.startsWith("127.") || text.equals("::1")) {
      return "lo";
    }
    Address near =
        destination.family() == Family.IPV4
            ? Address.ipv4(0xc0000200L)
            : Address.ipv6(0x20010db800010000L, 0);
    Address mask = Address.mask(near.family(), near.family() == Family.IPV4 ? 24 : 64);
    return new MaskedAddress(near, mask).contains(destination) ? "eth0" : "eth1";
  }

  @Override
  public @Nullable Address source(String device, Address destination) {
    return first(device, destination);
  }

  @Override
  public @Nullable Address first(String device, Address destination) {
    boolean near = device.equals("eth0");
    return destination.family() == Family.IPV4
        ? Address.parse(near ? "192.0.2.1" : "198.51.100.1")
        : Address.parse(near ? "2001:db8:1::1" : "2001:db8:2::1");
  }
}
