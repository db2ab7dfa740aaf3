package org.netfilter4j.xt.option;

import java.util.List;
import java.util.function.Function;
import org.netfilter4j.xt.RuleContext;

/**
 * An argument that one function reads, which needs nothing but the text.
 *
 * @param reader throws {@link org.netfilter4j.xt.Rejected} with the C tool's message
 */
public record Spelled<V>(String placeholder, Samples samples, Function<String, V> reader)
    implements Syntax<V> {

  public static <V> Spelled<V> of(
      String placeholder, Function<String, V> reader, List<String> good, List<String> bad) {
    return new Spelled<>(placeholder, new Samples(good, bad), reader);
  }

  @Override
  public V parse(String text, String owner, String option, RuleContext context) {
    return reader.apply(text);
  }
}
