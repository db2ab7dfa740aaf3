package org.netfilter4j.xt.option;

import java.util.List;
import java.util.Locale;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/**
 * One of a few words, exactly as they are.
 *
 * @param complaint what precedes a wrong argument in the message, {@code Bad mode "}
 * @param end what follows it
 */
public record Choice(String complaint, String end, List<String> choices) implements Syntax<String> {
  public Choice {
    choices = List.copyOf(choices);
  }

  public Choice(String complaint, String end, String... choices) {
    this(complaint, end, List.of(choices));
  }

  @Override
  public String parse(String text, String owner, String option, RuleContext context) {
    if (!choices.contains(text)) {
      throw Rejected.parameter(complaint + text + end);
    }
    return text;
  }

  @Override
  public String placeholder() {
    return String.join("|", choices);
  }

  @Override
  public Samples samples() {
    String first = choices.getFirst();
    return new Samples(
        choices,
        List.of("", first.substring(0, 1), first.toUpperCase(Locale.ROOT), first + " ", "0"));
  }
}
