package org.netfilter4j.xt;

import java.util.List;
import java.util.Set;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.option.Option;

/**
 * A match that says its name, families and options once, in its constructor.
 *
 * @param <M> its normal form, a record
 */
public abstract class MatchDescriptor<M extends Match> implements MatchExtension<M> {
  private final String name;
  private final Set<Family> families;
  private final Class<M> type;
  private final List<Option<?>> options;

  /** A match of both families. */
  protected MatchDescriptor(String name, Class<M> type, Option<?>... options) {
    this(name, Set.of(Family.IPV4, Family.IPV6), type, options);
  }

  /** A match of one family alone. */
  protected MatchDescriptor(String name, Family only, Class<M> type, Option<?>... options) {
    this(name, Set.of(only), type, options);
  }

  /** A match of these families. */
  protected MatchDescriptor(
      String name, Set<Family> families, Class<M> type, Option<?>... options) {
    this.name = name;
    this.families = families;
    this.type = type;
    this.options = List.of(options);
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Set<Family> families() {
    return families;
  }

  @Override
  public final Class<M> type() {
    return type;
  }

  @Override
  public final List<Option<?>> options() {
    return options;
  }
}
