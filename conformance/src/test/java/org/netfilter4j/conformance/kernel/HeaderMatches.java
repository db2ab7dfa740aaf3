package org.netfilter4j.conformance.kernel;

import java.util.Set;
import org.netfilter4j.model.Hook;

/** Matches on the headers that {@link HeaderPackets} makes. */
final class HeaderMatches {
  private static final Set<Hook> WITH_INPUT = Set.of(Hook.PREROUTING, Hook.INPUT, Hook.FORWARD);

  private final Dice dice;
  private final boolean v4;
  private final World world;

  HeaderMatches(Dice dice, boolean v4) {
    this.dice = dice;
    this.v4 = v4;
    this.world = v4 ? World.IPV4 : World.IPV6;
  }

  /** A protocol with its match. */
  String protocol() {
    return switch (v4 ? dice.number(0, 1) : dice.number(0, 2)) {
      case 0 -> "-p sctp -m sctp" + ports() + chunks();
      case 1 -> "-p dccp -m dccp" + ports() + dccp();
      default -> "-p 135 -m mh " + dice.not(30) + "--mh-type " + dice.pick("1", "2:4", "bu", ":7");
    };
  }

  private String ports() {
    String source = dice.chance(20) ? " " + dice.not(30) + "--sport 1024:1030" : "";
    return source
        + (dice.chance(40)
            ? " " + dice.not(30) + "--dport " + dice.pick("22:80", "443:", "53")
            : "");
  }

  private String chunks() {
    if (dice.chance(30)) {
      return "";
    }
    String types =
        dice.pick(
            "DATA",
            "DATA:IUbe",
            "data:Be,INIT",
            "DATA:E,SACK,ABORT:t",
            "INIT,SHUTDOWN_COMPLETE:T,I_DATA:I",
            "DATA,INIT,SACK,ABORT,SHUTDOWN,I_DATA",
            "ALL",
            "NONE",
            "RE_CONFIG,ASCONF");
    return " "
        + dice.not(v4 ? 30 : 0)
        + "--chunk-types "
        + dice.pick("all ", "any ", "only ")
        + types;
  }

  private String dccp() {
    String types =
        dice.pick("REQUEST", "DATA,ACK", "INVALID", "RESPONSE,RESET,SYNC", "CLOSE,INVALID,DATA");
    return (dice.chance(50) ? " " + dice.not(30) + "--dccp-types " + types : "")
        + (dice.chance(40)
            ? " " + dice.not(v4 ? 30 : 0) + "--dccp-option " + dice.pick(1, 2, 32, 41, 255)
            : "");
  }

  /** A match on IPv6's extension headers; "" for IPv4, which has none. */
  String extension(Set<Hook> hooks) {
    if (v4) {
      return "";
    }
    return switch (dice.number(0, 10)) {
      case 0, 1 -> "-m rt" + rt();
      case 2, 3 -> "-m srh" + srh();
      case 4 -> "-m hbh" + options("hbh");
      case 5, 6 -> "-m dst" + options("dst");
      case 7 ->
          "-m ipv6header "
              + dice.not(30)
              + "--header "
              + dice.pick(
                  "route,prot",
                  "dst,prot",
                  "hop,dst,prot",
                  "frag,prot",
                  "none",
                  "route",
                  "auth,prot",
                  "prot",
                  "hop,esp",
                  "dst,route,prot")
              + dice.pick("", " --soft");
      case 8 -> WITH_INPUT.containsAll(hooks) ? "-m eui64" : "";
      default -> "-m frag" + frag();
    };
  }

  private String frag() {
    return (dice.chance(50) ? " " + dice.not(30) + "--fragid " + dice.pick("1", "2:4", "5:1") : "")
        + (dice.chance(20) ? " " + dice.not(50) + "--fraglen 8" : "")
        + (dice.chance(30) ? " --fragres" : "")
        + (dice.chance(30) ? " --fragfirst" : "")
        + dice.pick("", "", " --fragmore", " --fraglast");
  }

  private String rt() {
    String text =
        (dice.chance(40)
                ? " " + dice.not(30) + "--rt-segsleft " + dice.pick("0", "1:2", "3:1")
                : "")
            + (dice.chance(30) ? " " + dice.not(30) + "--rt-len " + dice.pick(24, 40, 41, 8) : "");
    if (dice.chance(50)) {
      return text + (dice.chance(60) ? " " + dice.not(30) + "--rt-type " + dice.pick(0, 2, 4) : "");
    }
    String addresses =
        dice.pick(world.far()) + (dice.chance(40) ? "," + dice.pick(world.far()) : "");
    return text
        + " --rt-type 0"
        + (dice.chance(30) ? " --rt-0-res" : "")
        + (dice.chance(70)
            ? " --rt-0-addrs " + addresses + dice.pick("", " --rt-0-not-strict")
            : "");
  }

  private String srh() {
    StringBuilder text = new StringBuilder();
    for (String option :
        new String[] {
          "--srh-next-hdr 17",
          "--srh-hdr-len-" + dice.pick("eq 4", "gt 2", "lt 5", "gt 255", "lt 0"),
          "--srh-segs-left-" + dice.pick("eq 1", "gt 0", "lt 2"),
          "--srh-last-entry-" + dice.pick("eq 1", "gt 0", "lt 3"),
          "--srh-tag " + dice.pick(0, 1, 256, 0x3412),
          "--srh-psid " + segment(),
          "--srh-nsid " + segment(),
          "--srh-lsid " + segment()
        }) {
      if (dice.chance(15)) {
        text.append(' ').append(dice.not(30)).append(option);
      }
    }
    return text.toString();
  }

  private String segment() {
    return dice.pick(world.far()) + dice.pick("", "/48", "/126", "/0");
  }

  private String options(String name) {
    return (dice.chance(40)
            ? " " + dice.not(30) + "--" + name + "-len " + dice.pick(8, 16, 24)
            : "")
        + (dice.chance(60)
            ? " --"
                + name
                + "-opts "
                + dice.pick("1", "1:4", "30", "30:2", "30,62", "4,1", "62:0,0", "194", "1,1,1", "0")
            : "");
  }
}
