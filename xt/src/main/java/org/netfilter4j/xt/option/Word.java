package org.netfilter4j.xt.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** One of a few words, in any case. */
public record Word(List<String> choices) implements Syntax<String> {
  public Word {
    choices = List.copyOf(choices);
  }

  public Word(String... choices) {
    this(List.of(choices));
  }

  @Override
  public String parse(String text, String owner, String option, RuleContext context) {
    for (String word : choices) {
      if (word.equalsIgnoreCase(text)) {
        return word;
      }
    }
    throw Rejected.badValue(owner, option, text);
  }

  @Override
  public Offer offer(Family family, int word) {
    return Offer.one(choices);
  }

  @Override
  public String placeholder() {
    return "{" + String.join("|", choices) + "}";
  }

  @Override
  public Samples samples() {
    List<String> good = new ArrayList<>(choices);
    choices.forEach(w -> good.add(w.toLowerCase(Locale.ROOT)));
    String first = choices.getFirst();
    return new Samples(good, List.of("", first.substring(1), first + "x", "0", first + " "));
  }
}
