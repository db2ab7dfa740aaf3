package org.netfilter4j.conformance.kernel;

import java.util.EnumSet;
import java.util.Set;
import org.netfilter4j.conformance.kernel.TargetGenerator.Choice;
import org.netfilter4j.model.Hook;

/** Matches that read single fields of the headers, and mangle's targets that rewrite them. */
final class HeaderFields {
  private static final Set<Hook> LATE = EnumSet.of(Hook.FORWARD, Hook.OUTPUT, Hook.POSTROUTING);

  private final Dice dice;
  private final boolean v4;

  HeaderFields(Dice dice, boolean v4) {
    this.dice = dice;
    this.v4 = v4;
  }

  /** A match for a rule of that protocol, "" for any. */
  String match(String protocol) {
    if (protocol.equals("tcp") && dice.chance(50)) {
      return dice.pick(
          "-m tcpmss " + dice.not(40) + "--mss " + dice.pick("1460", "0:1000", "256", "1000:"),
          "-m ecn " + dice.not(50) + dice.pick("--ecn-tcp-cwr", "--ecn-tcp-ece"),
          "-m ecn " + dice.not(30) + "--ecn-tcp-cwr " + dice.not(30) + "--ecn-ip-ect 0");
    }
    return dice.pick(
        "-m tos " + dice.not(25) + "--tos " + dice.pick("0x10", "0/0xfc", "3/3", "1/0", "0x4/2"),
        "-m dscp " + dice.not(25) + "--dscp " + dice.pick("0", "4", "0x2e"),
        "-m dscp " + dice.not(25) + "--dscp-class " + dice.pick("EF", "AF11", "CS0"),
        "-m ecn " + dice.not(25) + "--ecn-ip-ect " + dice.number(0, 3),
        hops(),
        "-m length " + dice.not(25) + "--length " + dice.pick("40:50", "60:", ":80", "48", "9:8"),
        v4 ? hops() : "-m ah " + ah6());
  }

  private String hops() {
    String name = v4 ? "ttl" : "hl";
    String hops = dice.pick("0", "1", "2", "3", "63", "64", "65", "128", "254", "255");
    String test = dice.pick(dice.not(30) + "--%s-eq ", "--%s-lt ", "--%s-gt ");
    return "-m " + name + " " + test.formatted(name) + hops;
  }

  private String ah6() {
    String spi = dice.not(25) + "--ahspi " + range();
    String length = dice.not(25) + "--ahlen " + dice.pick("16", "24", "12", "0");
    return dice.pick("", spi, length, spi + " " + length, spi + " --ahres", "--ahres");
  }

  private String range() {
    return dice.pick("0:4", "3", "5:", "0", "7:2", "0:4294967295");
  }

  /** A protocol and a match that needs it. */
  String withProtocol() {
    return dice.pick(
        "-p 50 -m esp " + dice.not(25) + "--espspi " + range(),
        "-p 108 -m ipcomp " + dice.not(25) + "--ipcompspi " + range(),
        "-p 51 -m ah " + dice.not(25) + "--ahspi " + range());
  }

  /** A target of the table mangle. */
  Choice target(Set<Hook> hooks) {
    if (dice.chance(25)) {
      String kinds = dice.pick("timestamp", "mss,wscale", "2,3,4,8,19", "sack-permitted", "254");
      return new Choice("-j TCPOPTSTRIP --strip-options " + kinds, "tcp");
    }
    if (v4 && dice.chance(25)) {
      return ecn();
    }
    if (LATE.containsAll(hooks) && dice.chance(15)) {
      return Choice.of("-j CLASSIFY --set-class 1:" + dice.number(0, 9));
    }
    int bits = dice.number(0, 255);
    String hops = v4 ? "-j TTL --ttl-" : "-j HL --hl-";
    return Choice.of(
        dice.pick(
            "-j DSCP --set-dscp " + dice.number(0, 63),
            "-j DSCP --set-dscp-class " + dice.pick("EF", "BE", "AF41"),
            "-j TOS --set-tos " + bits + "/" + dice.number(0, 255),
            "-j TOS --set-tos " + dice.pick("Minimize-Delay", "Normal-Service", "0x03"),
            "-j TOS " + dice.pick("--and-tos ", "--or-tos ", "--xor-tos ") + bits,
            hops + "set " + dice.pick("0", "1", "2", "9", "64", "255"),
            hops + "inc " + dice.pick("1", "2", "200"),
            hops + "dec " + dice.pick("1", "2", "62", "63", "64", "200")));
  }

  private Choice ecn() {
    return dice.pick(
        Choice.of("-j ECN --ecn-ip-ect " + dice.number(0, 3)),
        new Choice("-j ECN --ecn-tcp-remove", "tcp"),
        new Choice("-j ECN --ecn-tcp-cwr 1 --ecn-ip-ect 1", "tcp"),
        new Choice("-j ECN --ecn-tcp-ece 1 --ecn-tcp-cwr 0", "tcp"),
        new Choice("-j ECN --ecn-tcp-ece 1", "tcp"));
  }
}
