package org.netfilter4j.conformance.kernel;

import java.util.Set;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.TableName;

/**
 * Targets that hand packets, or copies and news of them, to somebody else: hashes for others to
 * tell flows apart by, queues and logs that nobody listens to, copies to a neighbour.
 */
final class AsideTargets {
  private final Dice dice;
  private final World world;
  private final boolean v4;
  private final boolean conntrack;

  AsideTargets(Dice dice, Family family, boolean conntrack) {
    this.dice = dice;
    this.world = World.of(family);
    this.v4 = family == Family.IPV4;
    this.conntrack = conntrack;
  }

  /** A target that may stand in that table, in a chain that these hooks reach. */
  String target(TableName table, Set<Hook> hooks) {
    return switch (dice.number(0, 11)) {
      case 0 -> "-j NFLOG --nflog-group 3 --nflog-prefix x --nflog-size " + dice.number(0, 40);
      case 1 -> "-j AUDIT --type " + dice.pick("accept", "drop", "reject");
      case 2 -> table == TableName.RAW ? "-j TRACE" : "-j IDLETIMER --timeout 60 --label idle";
      case 3, 4 -> table == TableName.NAT ? hash() : queue();
      case 5, 6, 7 ->
          table == TableName.NAT
              ? hash()
              : "-m addrtype ! --dst-type LOCAL -j TEE --gateway " + gateway();
      default -> hash();
    };
  }

  private String queue() {
    return "-j NFQUEUE "
        + dice.pick("--queue-num 3", "--queue-balance 2:5")
        + (dice.chance(70) ? " --queue-bypass" : "");
  }

  private String gateway() {
    String host = dice.pick(dice.chance(50) ? world.near() : world.far());
    return host + (dice.chance(25) ? " --oif " + dice.pick("eth0", "eth1", "eth7") : "");
  }

  /** Few marks, and such as the other rules ask for. */
  private String hash() {
    StringBuilder text = new StringBuilder("-j HMARK --hmark-mod " + dice.number(2, 4));
    text.append(" --hmark-rnd ").append(dice.number(0, 99));
    text.append(dice.chance(30) ? " --hmark-offset " + dice.number(0, 1) : "");
    if (dice.chance(60)) {
      String ports = dice.pick("sport,dport", "sport", "spi", "dport,proto", "proto");
      text.append(" --hmark-tuple ");
      text.append(conntrack && dice.chance(40) ? "ct," : "");
      return text.append(dice.pick("src,dst,", "src,", "dst,", "")).append(ports).toString();
    }
    text.append(" --hmark-src-prefix ").append(dice.number(0, v4 ? 32 : 128));
    text.append(" --hmark-dst-prefix ").append(dice.number(0, v4 ? 32 : 128));
    text.append(conntrack && dice.chance(30) ? " --hmark-tuple ct" : "");
    return text.append(
            dice.pick(
                "",
                " --hmark-sport-mask 0xff --hmark-dport-mask 0xffff",
                " --hmark-spi-mask 0xff00ff00",
                " --hmark-dport-mask 0xf --hmark-sport 0x300 --hmark-proto-mask 0x3",
                " --hmark-spi-mask 0xffff --hmark-spi 0x10000"))
        .toString();
  }
}
