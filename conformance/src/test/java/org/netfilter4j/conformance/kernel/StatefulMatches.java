package org.netfilter4j.conformance.kernel;

import java.util.List;

/**
 * Matches that keep state of their own or ask what a connection has carried. None depends on how
 * fast the packets come: what is measured is measured over hours.
 */
final class StatefulMatches {
  private final Dice dice;
  private final boolean v4;
  private final boolean conntrack;

  /**
   * @param conntrack whether matches that need connection tracking may stand in the rules
   */
  StatefulMatches(Dice dice, boolean v4, boolean conntrack) {
    this.dice = dice;
    this.v4 = v4;
    this.conntrack = conntrack;
  }

  /** A match for any hook. */
  String match() {
    return switch (dice.number(0, conntrack ? 9 : 5)) {
      case 0 -> "-m quota " + dice.not(30) + "--quota " + dice.number(0, 1500);
      case 1, 2, 3 -> recent();
      case 4, 5 -> hashlimit();
      case 6 -> connlimit();
      case 7, 8 -> connbytes();
      default ->
          dice.chance(80)
              ? "-m connlabel " + dice.not(30) + "--label " + dice.number(0, 3) + set()
              : "-m helper " + dice.not(50) + "--helper " + dice.pick("ftp", "\"\"");
    };
  }

  private String set() {
    return dice.chance(50) ? " --set" : "";
  }

  /** A list has the same mask in all rules, for the first of them decides. */
  private String recent() {
    int list = dice.number(1, 3);
    String mask =
        switch (list) {
          case 1 -> "";
          case 2 -> v4 ? " --mask 255.255.255.0" : " --mask ffff:ffff:ffff::";
          default -> v4 ? " --mask 255.0.255.255" : " --mask ffff::ffff";
        };
    String what =
        dice.not(20)
            + switch (dice.number(0, 5)) {
              case 0, 1 -> "--set";
              case 2 -> "--remove";
              case 3 -> "--update" + seen();
              default -> "--rcheck" + seen();
            };
    return "-m recent " + what + " --name r" + list + mask + dice.pick("", "", " --rdest");
  }

  private String seen() {
    return dice.pick("", " --seconds 3600", " --seconds 3600 --reap")
        + dice.pick("", " --hitcount 1", " --hitcount 2", " --hitcount 4")
        + dice.pick("", "", " --rttl");
  }

  /** A table has the same settings in all rules, for the same reason; they stand in its name. */
  private String hashlimit() {
    String mode =
        dice.pick(
            "",
            "srcip",
            "dstip",
            "srcip,dstip",
            "dstport",
            "srcip,srcport",
            "srcip,dstip,srcport,dstport");
    String length = v4 ? "24" : "48";
    String masks = dice.pick("", "", " --hashlimit-srcmask " + length, " --hashlimit-dstmask 0");
    int burst = dice.number(1, 4);
    List<String> rates =
        List.of(
            "1/hour --hashlimit-burst " + burst,
            "16b/s --hashlimit-burst " + 16 * burst + "b",
            burst + "/hour --hashlimit-rate-match");
    int rate = dice.number(0, 2);
    String most = dice.pick("", "", "", " --hashlimit-htable-size 1 --hashlimit-htable-max 2");
    String name = ("h" + mode + masks + burst + rate + most).replaceAll("[^a-z0-9]|hashlimit", "");
    return "-m hashlimit "
        + dice.pick("--hashlimit-upto ", "--hashlimit-above ")
        + rates.get(rate)
        + (mode.isEmpty() ? "" : " --hashlimit-mode " + mode)
        + masks
        + most
        + " --hashlimit-name "
        + name;
  }

  private String connlimit() {
    return "-m connlimit "
        + dice.not(20)
        + dice.pick("--connlimit-upto ", "--connlimit-above ")
        + dice.number(0, 4)
        + dice.pick(
            "", "", v4 ? " --connlimit-mask 24" : " --connlimit-mask 64", " --connlimit-mask 0")
        + dice.pick("", " --connlimit-saddr", " --connlimit-daddr");
  }

  private String connbytes() {
    String mode = dice.pick("packets", "bytes", "avgpkt");
    int low = mode.equals("packets") ? dice.number(0, 4) : dice.number(0, 120);
    int high = low + (mode.equals("packets") ? dice.number(0, 3) : dice.number(0, 100));
    return "-m connbytes "
        + dice.not(25)
        + "--connbytes "
        + low
        + dice.pick("", ":", ":" + high)
        + " --connbytes-mode "
        + mode
        + " --connbytes-dir "
        + dice.pick("original", "reply", "both");
  }
}
