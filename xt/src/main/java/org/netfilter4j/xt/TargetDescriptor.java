package org.netfilter4j.xt;

import java.util.List;
import java.util.Set;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.option.Option;

/**
 * A target that says its name, families and options once, in its constructor.
 *
 * @param <T> its normal form, a record
 */
public abstract class TargetDescriptor<T extends Target.Extended> implements TargetExtension<T> {
  private final String name;
  private final Set<Family> families;
  private final Class<T> type;
  private final List<Option<?>> options;

  /** A target of both families. */
  protected TargetDescriptor(String name, Class<T> type, Option<?>... options) {
    this(name, Set.of(Family.IPV4, Family.IPV6), type, options);
  }

  /** A target of one family alone. */
  protected TargetDescriptor(String name, Family only, Class<T> type, Option<?>... options) {
    this(name, Set.of(only), type, options);
  }

  /** A target of these families. */
  protected TargetDescriptor(
      String name, Set<Family> families, Class<T> type, Option<?>... options) {
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
  public final Class<T> type() {
    return type;
  }

  @Override
  public final List<Option<?>> options() {
    return options;
  }
}
