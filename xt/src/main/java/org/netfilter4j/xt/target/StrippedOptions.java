package org.netfilter4j.xt.target;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.option.Offer;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.option.Syntaxes;

/** The kinds of TCP options that are taken out, by number or name. */
enum StrippedOptions implements Syntax<List<Integer>> {
  KINDS;

  @Override
  public List<Integer> parse(String text, String owner, String option, RuleContext context) {
    BitSet kinds = new BitSet();
    for (String word : text.split(",", -1)) {
      int kind = kind(word);
      if (kinds.get(kind)) {
        throw Rejected.parameter("Option \"" + word + "\" already specified");
      }
      kinds.set(kind);
    }
    return kinds.stream().boxed().toList();
  }

  private static int kind(String word) {
    for (Map.Entry<Integer, String> known : TcpoptstripTarget.NAMES.entrySet()) {
      if (known.getValue().equals(word)) {
        return known.getKey();
      }
    }
    Long kind = Syntaxes.parseUnsigned(word);
    if (kind == null || Long.compareUnsigned(kind, 255) > 0) {
      throw Rejected.parameter("Bad TCP option value \"" + word + "\"");
    }
    if (kind < 2) {
      throw Rejected.parameter("Option value may not be 0 or 1");
    }
    return kind.intValue();
  }

  @Override
  public Offer offer(Family family, int word) {
    return Offer.some(TcpoptstripTarget.NAMES.values().stream().sorted().toList());
  }

  /** strtok(3) ends the text at the first comma. */
  @Override
  public String left(String text) {
    int comma = text.indexOf(',');
    return comma < 0 ? text : text.substring(0, comma);
  }

  @Override
  public String placeholder() {
    return "kind[,kind...]";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of(
            "2",
            "255",
            "mss",
            "wscale,mss",
            "sack-permitted,sack,timestamp,md5",
            "8,2,200",
            "0x10,017",
            " 5",
            "+6,7",
            "timestamp,3,254",
            "20,md5",
            "30,31,32,33,34,35,36"),
        List.of(
            "",
            "0",
            "1",
            "256",
            "mss,",
            ",mss",
            "mss,2",
            "2,2",
            "MSS",
            "ms",
            "-2",
            "8 ",
            "x",
            "timestamp,8",
            "2;3",
            "4294967298"));
  }
}
