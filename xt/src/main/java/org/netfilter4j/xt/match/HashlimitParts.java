package org.netfilter4j.xt.match;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.option.Offer;
import org.netfilter4j.xt.option.Syntax;

/** What packets are told apart by: parts, with "," or "|" between them. */
enum HashlimitParts implements Syntax<Set<Hashlimit.Part>> {
  PARTS;

  @Override
  public Set<Hashlimit.Part> parse(String text, String owner, String option, RuleContext context) {
    Set<Hashlimit.Part> parts = EnumSet.noneOf(Hashlimit.Part.class);
    for (String word : text.split("[,|]")) {
      if (word.isEmpty()) {
        continue;
      }
      Hashlimit.Part found = null;
      for (Hashlimit.Part part : Hashlimit.Part.values()) {
        found = part.word().equals(word) ? part : found;
      }
      if (found == null) {
        throw Rejected.badValue(text, owner, option);
      }
      parts.add(found);
    }
    return parts;
  }

  @Override
  public Offer offer(Family family, int word) {
    return Offer.some(Stream.of(Hashlimit.Part.values()).map(Hashlimit.Part::word).toList());
  }

  @Override
  public String placeholder() {
    return "{dstip|srcip|dstport|srcport}[,...]";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of(
            "srcip",
            "dstip",
            "srcport",
            "dstport",
            "srcip,dstip",
            "dstport,srcip",
            "srcip|dstip|srcport|dstport",
            "",
            ",srcip,",
            "srcip,srcip"),
        List.of("x", "SRCIP", "src", "srcip dstip", "srcip,x", "none"));
  }
}
