package org.netfilter4j.conformance.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.diagnose.bisect.Finding;
import org.netfilter4j.model.Mode;

/**
 * Rulesets by chance, with chains that jump, go and return: what bisection finds is what the
 * kernel's own counters say has dropped one lone packet.
 */
@Timeout(180)
class BisectAgainstCountersTest {
  private static final long SEED = 5_000_017;
  private static final int RULESETS = 8;
  private static final int CHAINS = 6;
  private static final int PATIENCE_MILLISECONDS = 80;

  private static final String[] MATCHING = {
    "",
    "-p tcp",
    "-s 192.168.1.0/24",
    "-p tcp -m tcp --dport 80",
    "-i eth0",
    "-m conntrack --ctstate NEW",
    "-m mark ! --mark 7",
    "-p tcp -m tcp --syn",
    "-d 192.168.1.10"
  };
  private static final String[] OTHER = {
    "-p udp",
    "-s 10.0.0.0/8",
    "-p tcp -m tcp --dport 81",
    "-m mark --mark 7",
    "-i eth1",
    "-m conntrack --ctstate ESTABLISHED",
    "-m ttl --ttl-eq 3",
    "-p tcp -m tcp --sport 1"
  };

  private static String ruleset(Random random) {
    StringBuilder text = new StringBuilder("*filter\n:INPUT ");
    text.append(random.nextInt(3) == 0 ? "ACCEPT" : "DROP").append(" [0:0]\n");
    for (int chain = 0; chain < CHAINS; chain++) {
      text.append(":C").append(chain).append(" - [0:0]\n");
    }
    // Jumps go to later chains only, so there is no loop.
    for (int chain = -1; chain < CHAINS; chain++) {
      int rules = 2 + random.nextInt(6);
      for (int i = 0; i < rules; i++) {
        boolean matches = random.nextInt(3) == 0;
        String[] from = matches ? MATCHING : OTHER;
        text.append("-A ").append(chain < 0 ? "INPUT" : "C" + chain).append(' ');
        text.append(from[random.nextInt(from.length)]);
        text.append(" -m comment --comment r").append(i);
        text.append(target(random, chain)).append('\n');
      }
    }
    return text.append("COMMIT\n").toString();
  }

  private static String target(Random random, int chain) {
    int dice = random.nextInt(10);
    if (dice < 4 && chain + 1 < CHAINS) {
      int to = chain + 1 + random.nextInt(CHAINS - chain - 1);
      return (random.nextInt(4) == 0 ? " -g C" : " -j C") + to;
    }
    return switch (dice) {
      case 4, 5 -> " -j DROP";
      case 6 -> " -j ACCEPT";
      case 7 -> " -j RETURN";
      default -> "";
    };
  }

  /**
   * "C3 2", or "INPUT policy"; empty where the connection is made. Another packet may come by, of a
   * connection that an earlier ruleset has let begin: then once more.
   */
  private static String dropped(Neighbours neighbours, Mode mode) {
    while (true) {
      neighbours.host().exec("iptables-" + mode.word(), "-Z").orThrow("-Z");
      if (neighbours.connects(Neighbours.HOST, 80, PATIENCE_MILLISECONDS)) {
        // What came after the first packet may have been dropped, which no connection waits for.
        return "";
      }
      List<String> droppers = droppers(neighbours, mode);
      if (droppers.size() == 1) {
        return droppers.getFirst();
      }
    }
  }

  private static List<String> droppers(Neighbours neighbours, Mode mode) {
    Result listed =
        neighbours.host().exec("iptables-" + mode.word() + "-save", "-c", "-t", "filter");
    List<String> droppers = new ArrayList<>();
    String chain = "";
    int number = 0;
    for (String line : listed.stdout().lines().toList()) {
      if (line.startsWith(":INPUT DROP") && !line.contains("[0:0]")) {
        droppers.add("INPUT policy");
      }
      if (line.contains("] -A ")) {
        String in = line.split(" ")[2];
        number = in.equals(chain) ? number + 1 : 1;
        chain = in;
        if (line.endsWith("-j DROP") && !line.startsWith("[0:0]")) {
          droppers.add(chain + " " + number);
        }
      }
    }
    return droppers;
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void agreeOnWhoDrops(Mode mode) {
    Random random = new Random(SEED + mode.ordinal());
    List<String> found = new ArrayList<>();
    try (Neighbours neighbours = new Neighbours()) {
      neighbours.listen(80);
      for (int i = 0; i < RULESETS; ) {
        String ruleset = ruleset(random);
        neighbours
            .host()
            .exec(List.of("iptables-" + mode.word() + "-restore"), ruleset)
            .orThrow(ruleset);
        String dropped = dropped(neighbours, mode);
        if (dropped.isEmpty()) {
          continue;
        }
        i++;
        String before = neighbours.saved();
        Finding finding =
            BisectTest.bisect(
                neighbours,
                BisectTest.GUIDE,
                n -> neighbours.connects(Neighbours.HOST, 80, PATIENCE_MILLISECONDS));
        assertThat(finding).as(ruleset).isInstanceOf(Finding.Found.class);
        Finding.Found known = (Finding.Found) finding;
        Finding.Culprit culprit = known.culprits().getFirst();
        String name =
            culprit.step().rule() == null || culprit.policy()
                ? "INPUT policy"
                : culprit.step().id().chain() + " " + culprit.step().id().number();
        assertThat(name).as(ruleset).isEqualTo(dropped);
        assertThat(known.proven()).as(ruleset).isTrue();
        assertThat(neighbours.saved()).isEqualTo(before);
        found.add(name);
      }
    }
    assertThat(found).as("not all the same").anyMatch(name -> !name.equals(found.getFirst()));
  }
}
