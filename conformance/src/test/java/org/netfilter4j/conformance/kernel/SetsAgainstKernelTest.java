package org.netfilter4j.conformance.kernel;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/**
 * Rules about sets alone, in all forms, meet packets in the kernel and in the engine: the same
 * rules count them, and the sets hold the same elements with the same counters afterwards.
 */
class SetsAgainstKernelTest {
  private static final int SCENARIOS = 60;
  private static final int RULES = 24;
  private static final int PACKETS = 30;
  private static final long SEED = Long.getLong("nf4j.seed", 1);

  @BeforeAll
  static void judge() {
    Oracle.require("nft", "ipset", "conntrack", "iptables-nft", "iptables-legacy");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void setsAreAskedAndChangedAsInTheKernel(Mode mode) throws Exception {
    // A thread of its own, because it will be tied to one processor.
    FutureTask<Tally> task = new FutureTask<>(() -> compare(mode));
    Thread.ofPlatform().name("sets, " + mode.word()).start(task);
    try {
      task.get().assertAgreement(SCENARIOS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Tally compare(Mode mode) {
    try (KernelMachine kernel = new KernelMachine();
        Tally tally = new Tally("sets against kernel, " + mode.word())) {
      EngineMachine engine = new EngineMachine();
      for (long seed = SEED; seed < SEED + SCENARIOS; seed++) {
        Family family = seed % 2 == 0 ? Family.IPV4 : Family.IPV6;
        Scenario empty = new Generator(family, seed).scenario(mode);
        KernelMachine.Run run = kernel.run(empty, new Traffic(seed, family, true), PACKETS);
        String differences = run.outcome().differences(run.scenario(), engine.run(run.scenario()));
        if (differences.isEmpty()) {
          tally.agreed();
        } else {
          tally.differed("seed " + seed + "\n" + differences + run.scenario());
        }
      }
      return tally;
    }
  }

  /** Rules and elements from a seed. */
  private static final class Generator {
    private final Dice dice;
    private final Family family;
    private final World world;
    private final String v;

    Generator(Family family, long seed) {
      this.family = family;
      dice = new Dice(seed * 31 + 7);
      world = World.of(family);
      v = family == Family.IPV4 ? "4" : "6";
    }

    Scenario scenario(Mode mode) {
      StringBuilder rules = new StringBuilder("*mangle\n");
      List<String> chains = List.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING");
      chains.forEach(chain -> rules.append(':').append(chain).append(" ACCEPT [0:0]\n"));
      for (int i = 0; i < RULES; i++) {
        rules.append("-A ").append(dice.pick(chains)).append(' ').append(rule()).append('\n');
      }
      rules.append("COMMIT\n");
      return new Scenario(family, mode, rules.toString(), elements(), List.of());
    }

    private String rule() {
      String match = dice.chance(85) ? match() : "";
      if (dice.chance(20)) {
        match += " " + match();
      }
      if (dice.chance(10)) {
        match += " -m mark " + dice.not(30) + "--mark 0x" + dice.pick("1", "2", "3", "10/0xf0");
      }
      return (match + " " + (dice.chance(40) ? target() : "")).strip();
    }

    private String match() {
      String set = set();
      StringBuilder text = new StringBuilder("-m set ").append(dice.not(30)).append("--match-set ");
      text.append(name(set)).append(' ').append(directions());
      if (dice.chance(25)) {
        text.append(" --return-nomatch");
      }
      if (dice.chance(15)) {
        text.append(" ! --update-counters");
      }
      if (dice.chance(15)) {
        text.append(" ! --update-subcounters");
      }
      if (dice.chance(25)) {
        text.append(
            dice.pick(
                " --packets-gt 1", " --packets-lt 3", " --packets-eq 2", " ! --packets-eq 1"));
      }
      if (dice.chance(10)) {
        text.append(dice.pick(" --bytes-gt 100", " --bytes-lt 200", " ! --bytes-eq 40"));
      }
      return text.toString();
    }

    private String set() {
      if (family == Family.IPV4 && dice.chance(25)) {
        return dice.pick("bits", "blocks", "macs", "macs");
      }
      return dice.pick(
          "ip", "net", "ipport", "netport", "ports", "list", "added", "counted", "portip",
          "portnet", "iface", "iface");
    }

    private String name(String set) {
      return set.equals("ports") ? set : set + v;
    }

    private String directions() {
      return dice.pick(
          "src",
          "dst",
          "src,src",
          "src,dst",
          "dst,src",
          "dst,dst",
          "src,dst,dst",
          "src,src,dst",
          "dst,dst,src",
          "dst,src,src");
    }

    private String target() {
      String set =
          name(dice.chance(40) ? set() : dice.pick("added", "added", "counted", "ports", "list"));
      String reference = set + " " + directions();
      if (dice.chance(25)) {
        return "-j SET --map-set mapped" + v + " " + directions() + " --map-mark";
      }
      return dice.chance(70)
          ? "-j SET --add-set "
              + reference
              + dice.pick("", " --exist")
              + (set.startsWith("added") ? dice.pick("", " --timeout 500", " --timeout 0") : "")
          : "-j SET --del-set " + reference;
    }

    private String elements() {
      StringBuilder text = new StringBuilder();
      for (int i = dice.number(0, 5); i > 0; i--) {
        add(text, "ip" + v, world.any(dice));
        add(text, "net" + v, block() + (dice.chance(40) ? " nomatch" : ""));
        add(text, "ipport" + v, world.any(dice) + "," + port());
        add(text, "netport" + v, block() + "," + port() + (dice.chance(30) ? " nomatch" : ""));
        add(text, "portip" + v, world.any(dice) + "," + port() + "," + world.any(dice));
        add(
            text,
            "portnet" + v,
            world.any(dice) + "," + port() + "," + block() + (dice.chance(30) ? " nomatch" : ""));
        add(
            text,
            "iface" + v,
            block()
                + ","
                + dice.pick("eth0", "eth1", "lo", "eth wildcard", "physdev:eth0", "e", "l wildcard")
                + (dice.chance(30) ? " nomatch" : ""));
        if (family == Family.IPV4) {
          bitmaps(text);
        }
        add(text, "ports", Integer.toString(World.port(dice)));
        add(
            text,
            "mapped" + v,
            block()
                + dice.pick(
                    " nomatch", "", " skbmark 0x1", " skbmark 0x2/0xf", " skbmark 0x13/0x33"));
        add(text, "counted" + v, world.any(dice) + (dice.chance(30) ? " packets 1 bytes 60" : ""));
      }
      for (String member :
          List.of("netport", "counted", "ip", "net", "ipport", "iface", "portnet", "portip")) {
        if (dice.chance(40)) {
          add(text, "list" + v, member + v);
        }
      }
      return text.toString();
    }

    private void bitmaps(StringBuilder text) {
      String near = dice.pick(world.near());
      add(text, "bits4", near);
      add(text, "blocks4", dice.chance(50) ? near : dice.pick(world.far()));
      String mac = "02:00:00:00:77:" + dice.pick("0A", "0B", "0C");
      add(text, "macs4", dice.pick(world.near()) + (dice.chance(50) ? "" : "," + mac));
    }

    private static void add(StringBuilder text, String set, String element) {
      text.append("add -exist ").append(set).append(' ').append(element).append('\n');
    }

    private String block() {
      String block = world.anyBlock(dice);
      // ipset takes prefixes only.
      return block.endsWith("/255.255.255.1") || block.endsWith(":ffff") ? world.any(dice) : block;
    }

    private String port() {
      return switch (dice.number(0, 5)) {
        case 0 -> family == Family.IPV4 ? "icmp:8/0" : "icmpv6:128/0";
        case 1 -> dice.pick("gre:0", "sctp:80", "udplite:53");
        default -> dice.pick("tcp:", "udp:") + World.port(dice);
      };
    }
  }
}
