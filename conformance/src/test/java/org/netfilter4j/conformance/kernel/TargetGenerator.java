package org.netfilter4j.conformance.kernel;

import java.util.EnumSet;
import java.util.Set;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.TableName;

/**
 * Targets that are allowed in a table and at its hooks, and whose effect is determined: a NAT
 * target names one address and at most one port.
 */
final class TargetGenerator {
  private static final Set<Hook> LATE = EnumSet.of(Hook.FORWARD, Hook.OUTPUT, Hook.POSTROUTING);

  private final Dice dice;
  private final World world;
  private final boolean v4;
  private final boolean conntrack;
  private final HeaderFields headers;
  private final AsideTargets asides;

  TargetGenerator(Dice dice, Family family, boolean conntrack) {
    this.dice = dice;
    this.world = World.of(family);
    this.v4 = family == Family.IPV4;
    this.conntrack = conntrack;
    this.headers = new HeaderFields(dice, v4);
    this.asides = new AsideTargets(dice, family, conntrack);
  }

  /**
   * A target and what it asks of the rule.
   *
   * @param text with {@code -j}, or "" for none
   * @param protocol that the rule must name, or ""
   */
  record Choice(String text, String protocol) {
    static Choice of(String text) {
      return new Choice(text, "");
    }
  }

  Choice target(TableName table, Set<Hook> hooks, String protocol) {
    if (dice.chance(8)) {
      return Choice.of(asides.target(table, hooks));
    }
    return switch (table) {
      case RAW -> raw();
      case MANGLE -> mangle(hooks);
      case NAT -> nat(hooks, protocol);
      case FILTER -> filter(protocol);
      case SECURITY -> dice.chance(20) ? Choice.of("-j DROP") : common();
    };
  }

  private Choice common() {
    return Choice.of(
        dice.pick(
            "-j ACCEPT",
            "-j ACCEPT",
            "-j RETURN",
            "",
            "",
            "-j MARK --set-mark " + dice.number(0, 3),
            "-j MARK --set-xmark 0x" + dice.number(0, 3) + "/0x" + dice.number(0, 3),
            "-j MARK --or-mark 2",
            "-j MARK --xor-mark 1",
            "-j LOG --log-prefix \"x \"",
            "-j SET --add-set added" + (v4 ? 4 : 6) + dice.pick(" src", " dst") + exist(),
            "-j SET --del-set added" + (v4 ? 4 : 6) + dice.pick(" src", " dst")));
  }

  private String exist() {
    return dice.chance(30) ? dice.pick(" --exist", " --exist --timeout 600", " --timeout 600") : "";
  }

  private Choice connmark() {
    return Choice.of(
        dice.pick(
            "-j CONNMARK --set-mark " + dice.number(0, 3),
            "-j CONNMARK --set-xmark 0x" + dice.number(0, 3) + "/0x" + dice.number(0, 3),
            "-j CONNMARK --save-mark",
            "-j CONNMARK --restore-mark",
            "-j CONNMARK --save-mark --nfmask 0x3 --ctmask 0x1",
            "-j CONNMARK --restore-mark --nfmask 0x2 --ctmask 0x3",
            "-j CONNMARK --or-mark 1"));
  }

  private Choice raw() {
    if (dice.chance(25)) {
      return Choice.of("-j DROP");
    }
    if (conntrack && dice.chance(40)) {
      return Choice.of(
          dice.pick("-j NOTRACK", "-j CT --notrack", "-j CT --zone 7", "-j CT --zone-orig 7"));
    }
    return common();
  }

  private Choice mangle(Set<Hook> hooks) {
    int kind = dice.number(0, 99);
    if (!v4 && kind >= 92) {
      boolean early = EnumSet.of(Hook.PREROUTING).equals(hooks);
      if (early || EnumSet.of(Hook.INPUT, Hook.POSTROUTING).containsAll(hooks)) {
        return Choice.of(prefixTranslation(early));
      }
    }
    if (kind >= 90) {
      return Choice.of("-j CHECKSUM --checksum-fill");
    }
    if (kind < 15) {
      return Choice.of("-j DROP");
    }
    if (kind < 35 && conntrack) {
      return connmark();
    }
    if (kind >= 35 && kind < 37 && conntrack && hooks.equals(EnumSet.of(Hook.PREROUTING))) {
      return new Choice("-j TPROXY --on-port 3128", dice.pick("tcp", "udp"));
    }
    if (kind < 45 && LATE.containsAll(hooks)) {
      return new Choice(
          "-m tcp --tcp-flags SYN,RST SYN -j TCPMSS "
              + dice.pick("--set-mss 1000", "--set-mss 536", "--clamp-mss-to-pmtu"),
          "tcp");
    }
    return kind < 75 ? headers.target(hooks) : common();
  }

  /**
   * SNPT or DNPT for addresses of the prefix that it begins from, as checksums would change for
   * others; what has been found right once is not looked at again. The host's own address is left
   * out: in what a raw socket sends the kernel finds no ICMP header and so no quoted packet.
   */
  private String prefixTranslation(boolean early) {
    int network = dice.number(1, 2);
    boolean wide = dice.chance(30);
    String to = dice.pick("2001:db8:1::", "2001:db8:2::", "2001:db8:ff::", "2001:db8:f::");
    return "-m iprange --%s-range 2001:db8:%d::2-2001:db8:%d:0:ffff:ffff:ffff:ffff -j %s"
            .formatted(early ? "dst" : "src", network, network, early ? "DNPT" : "SNPT")
        + " --src-pfx 2001:db8:%d::/%d --dst-pfx %s/%d"
            .formatted(network, wide ? 48 : 64, to, wide ? 48 : 64);
  }

  private Choice nat(Set<Hook> hooks, String protocol) {
    if (dice.chance(25)) {
      return common();
    }
    boolean ported = protocol.equals("tcp") || protocol.equals("udp");
    boolean destination = EnumSet.of(Hook.PREROUTING, Hook.OUTPUT).containsAll(hooks);
    if (dice.chance(15)) {
      return Choice.of("-j NETMAP --to " + dice.pick(world.blocks().subList(0, 6)));
    }
    if (destination) {
      if (ported && dice.chance(35)) {
        return Choice.of("-j REDIRECT --to-ports " + World.port(dice));
      }
      String to = dice.chance(85) ? dice.pick(world.far()) : dice.pick(world.near());
      return Choice.of("-j DNAT --to-destination " + endpoint(to, ported));
    }
    if (EnumSet.of(Hook.INPUT, Hook.POSTROUTING).containsAll(hooks)) {
      if (!hooks.contains(Hook.INPUT) && dice.chance(50)) {
        return Choice.of("-j MASQUERADE");
      }
      String to = dice.pick(world.own().get(1), world.own().get(1), world.far().getLast());
      return Choice.of("-j SNAT --to-source " + endpoint(to, ported && dice.chance(30)));
    }
    return common();
  }

  private String endpoint(String address, boolean withPort) {
    if (!withPort || dice.chance(40)) {
      return address;
    }
    return (v4 ? address : "[" + address + "]") + ":" + World.port(dice);
  }

  private Choice filter(String protocol) {
    int kind = dice.number(0, 99);
    if (kind < 25) {
      return Choice.of("-j DROP");
    }
    if (kind < 40) {
      if (protocol.equals("tcp") && dice.chance(50)) {
        return Choice.of("-j REJECT --reject-with tcp-reset");
      }
      return Choice.of(
          "-j REJECT --reject-with "
              + (v4
                  ? dice.pick(
                      "icmp-port-unreachable",
                      "icmp-net-unreachable",
                      "icmp-host-unreachable",
                      "icmp-proto-unreachable",
                      "icmp-net-prohibited",
                      "icmp-host-prohibited",
                      "icmp-admin-prohibited")
                  : dice.pick(
                      "icmp6-no-route",
                      "icmp6-adm-prohibited",
                      "icmp6-addr-unreachable",
                      "icmp6-port-unreachable",
                      "icmp6-policy-fail",
                      "icmp6-reject-route")));
    }
    if (kind < 45 && conntrack) {
      return connmark();
    }
    return common();
  }
}
