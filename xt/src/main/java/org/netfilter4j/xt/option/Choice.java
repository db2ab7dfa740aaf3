package org.netfilter4j.xt.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/**
 * One of a few words, exactly as they are, or in any case.
 *
 * @param complaint what precedes a wrong argument in the message, {@code Bad mode "}
 * @param end what follows it
 */
public record Choice(String complaint, String end, List<String> choices, boolean anyCase)
    implements Syntax<String> {
  public Choice {
    choices = List.copyOf(choices);
  }

  public Choice(String complaint, String end, String... choices) {
    this(complaint, end, List.of(choices), false);
  }

  /** The same words, whatever their case. */
  public Choice ignoreCase() {
    return new Choice(complaint, end, choices, true);
  }

  @Override
  public String parse(String text, String owner, String option, RuleContext context) {
    for (String choice : choices) {
      if (anyCase ? choice.equalsIgnoreCase(text) : choice.equals(text)) {
        return choice;
      }
    }
    throw Rejected.parameter(complaint + text + end);
  }

  @Override
  public Offer offer(Family family, int word) {
    return Offer.one(choices);
  }

  @Override
  public String placeholder() {
    return String.join("|", choices);
  }

  @Override
  public Samples samples() {
    String first = choices.getFirst();
    String upper = first.toUpperCase(Locale.ROOT);
    List<String> good = new ArrayList<>(choices);
    List<String> bad = new ArrayList<>(List.of("", first.substring(0, 1), first + " ", "0"));
    (anyCase ? good : bad).add(upper);
    return new Samples(good, bad);
  }
}
