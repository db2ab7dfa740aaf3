package org.netfilter4j.conformance.kernel;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;

/**
 * Matches on any bytes of the packet, on groups of interfaces, shares of a cluster, IPsec and far
 * dates. They look at no byte that the kernel chooses at random in packets of its own.
 */
final class ContentMatches {
  private static final Set<Hook> INPUT = EnumSet.of(Hook.PREROUTING, Hook.INPUT, Hook.FORWARD);
  private static final Set<Hook> OUTPUT = EnumSet.of(Hook.FORWARD, Hook.OUTPUT, Hook.POSTROUTING);

  /** Offsets without identification and checksums. */
  private static final List<Integer> IPV4_OFFSETS = List.of(0, 2, 12, 14, 16, 18, 20);

  private static final List<Integer> IPV6_OFFSETS = List.of(4, 8, 12, 20, 24, 32, 36, 40);

  private final Dice dice;
  private final World world;
  private final boolean v4;
  private final boolean conntrack;

  ContentMatches(Dice dice, World world, boolean conntrack) {
    this.dice = dice;
    this.world = world;
    this.v4 = world.family() == Family.IPV4;
    this.conntrack = conntrack;
  }

  /** A match for rules that these hooks reach. */
  String match(Set<Hook> hooks) {
    return switch (dice.number(0, 9)) {
      case 0, 1 -> string();
      case 2, 3 -> "-m u32 " + dice.not(25) + "--u32 \"" + expression() + "\"";
      case 4, 5 -> "-m bpf --bytecode \"" + program() + "\"";
      case 6 -> conntrack ? cluster() : string();
      case 7 -> group(hooks);
      case 8 -> policy(hooks);
      default -> "-m time " + date();
    };
  }

  private String string() {
    String port = "|%04x|".formatted(World.port(dice));
    String bytes =
        dice.pick(
            port,
            port,
            "|" + HexFormat.of().formatHex(Packets.address(world.any(dice))) + "|",
            "|" + HexFormat.of().formatHex(Packets.address(world.any(dice))) + "|",
            v4 ? "|c0 00 02|" : "|20 01 0d b8 00 02|",
            "|0000000000|",
            "|00 50|",
            "P");
    String icase = dice.chance(20) ? " --icase" : "";
    String pattern =
        bytes.equals("P") ? "--string " + dice.pick("P", "p") : "--hex-string \"" + bytes + "\"";
    String from = dice.chance(30) ? " --from " + dice.number(0, 30) : "";
    String to = dice.chance(30) ? " --to " + dice.number(30, 70) : "";
    // Where a packet was put together, bm does not see what lies across its pieces.
    String algorithm = conntrack ? "kmp" : dice.pick("bm", "kmp");
    return "-m string " + dice.not(25) + pattern + " --algo " + algorithm + from + to + icase;
  }

  private String expression() {
    StringBuilder text = new StringBuilder(test());
    while (dice.chance(35)) {
      text.append("&&").append(test());
    }
    return text.toString();
  }

  private String test() {
    int port = World.port(dice);
    int offset = dice.pick(v4 ? IPV4_OFFSETS : IPV6_OFFSETS);
    String change = dice.pick("&%d", ">>%d", "<<%d").formatted(dice.pick(7, 8, 16, 24, 31));
    String any =
        "%d%s=%d:0x%x"
            .formatted(
                offset,
                change,
                dice.pick(0, 0, 1),
                dice.pick(0x7fL, 0xffffL, 0xffff_ffffL, 0x8000_0000L));
    if (!v4) {
      return dice.pick(
          any,
          any,
          "4>>8&0xFF=6,17",
          "4>>8&0xFF=58",
          "40>>16=1024:1040",
          "40&0xFFFF=" + port + ",80:443",
          "4>>16@0=1:5",
          "4&0xFFFF=0:0xfff",
          "56=0:0xffffffff");
    }
    return dice.pick(
        any,
        any,
        "0>>28=4",
        "6&0xFF=6,17",
        "4&0x1FFF=0",
        "0>>22&0x3C@0>>16=1024:1040," + port,
        "0>>22&0x3C@0&0xFFFF=" + port,
        "0>>22&0x3C@12>>26&0x3C@0=0:0xffffffff",
        "0&0xFFFF=20:40",
        "8>>24=3,64",
        "36=0:0xffffffff");
  }

  /** A program whose loads, computations and jumps are drawn, but for the first two stores. */
  private String program() {
    int size = dice.number(3, 12);
    List<String> code = new ArrayList<>(List.of("2 0 0 0", "3 0 0 1"));
    for (int left = size; left > 0; left--) {
      code.add(instruction(left));
    }
    code.add(dice.pick("22 0 0 0", "6 0 0 0"));
    code.add("6 0 0 1");
    return code.size() + "," + String.join(",", code);
  }

  /**
   * An instruction.
   *
   * @param left how many follow at least
   */
  private String instruction(int left) {
    int offset = dice.pick(v4 ? IPV4_OFFSETS : IPV6_OFFSETS);
    int small = dice.number(0, 31);
    int operation = dice.pick(0x00, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0x90, 0xa0);
    int number = dice.pick(1, 2, 6, 17, 31, 0xff, 0xffff, 80, 443);
    boolean shift = operation == 0x60 || operation == 0x70;
    return switch (dice.number(0, 11)) {
      case 0, 1 -> dice.pick(0x20, 0x28, 0x30) + " 0 0 " + offset;
      // A word at X plus a little: X is what a load of a byte may have left there.
      case 2 -> dice.pick(0x48, 0x50) + " 0 0 " + (v4 ? 12 + small / 8 : 8 + small / 2);
      case 3 -> dice.pick("128 0 0 0", "129 0 0 0", "177 0 0 0", "7 0 0 0", "135 0 0 0");
      case 4 -> dice.pick(0, 1) + " 0 0 " + number;
      case 5 -> dice.pick("96 0 0 0", "97 0 0 1", "2 0 0 1", "3 0 0 0", "132 0 0 0");
      case 6 -> (0x04 | operation) + " 0 0 " + (shift ? small : number);
      case 7 -> (0x0c | operation) + " 0 0 0";
      case 8 -> "32 0 0 " + dice.pick(4294963200L, 4294963204L, 4294963220L, 4294963240L);
      case 9 -> dice.pick(0x20, 0x30) + " 0 0 " + (4293918720L + offset);
      default ->
          dice.pick(0x15, 0x25, 0x35, 0x45, 0x1d, 0x2d)
              + " %d %d %d".formatted(dice.number(0, left), dice.number(0, left), number);
    };
  }

  private String cluster() {
    int nodes = dice.number(1, 4);
    String own =
        dice.chance(60)
            ? "--cluster-local-node " + dice.number(1, nodes)
            : "--cluster-local-nodemask " + dice.number(1, (1 << nodes) - 1);
    return "-m cluster --cluster-total-nodes %d %s%s --cluster-hash-seed %d"
        .formatted(nodes, dice.not(25), own, dice.number(0, 9));
  }

  private String group(Set<Hook> hooks) {
    String group = dice.pick("7", "0", "0x1c", "4/4", "3/3", "0/0", "1/0");
    if (INPUT.containsAll(hooks)) {
      return "-m devgroup " + dice.not(30) + "--src-group " + group;
    }
    return OUTPUT.containsAll(hooks) ? "-m devgroup " + dice.not(30) + "--dst-group " + group : "";
  }

  private String policy(Set<Hook> hooks) {
    String more = dice.pick("none", "ipsec", "ipsec --proto esp", "ipsec --strict --reqid 1");
    if (INPUT.containsAll(hooks)) {
      return "-m policy --dir in --pol " + more;
    }
    return OUTPUT.containsAll(hooks) ? "-m policy --dir out --pol " + more : "";
  }

  /** No edge lies in the years in which the kernel and the engine think they are. */
  private String date() {
    return dice.pick(
        "--datestart 2020",
        "--datestart 2020 --datestop 2037",
        "--datestop 2024",
        "--datestart 2037",
        "--weekdays 1,2,3,4,5,6,7",
        "! --weekdays 1,2,3,4,5,6,7",
        "--timestart 00:00 --timestop 23:59:59 --kerneltz",
        "--monthdays 0",
        "--timestart 12:00 --timestop 11:59:59");
  }
}
