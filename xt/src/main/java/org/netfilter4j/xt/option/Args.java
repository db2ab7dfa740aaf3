package org.netfilter4j.xt.option;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options that were bound to one use of an extension, in the order in which they stood. */
public final class Args {
  /** One option with its argument. */
  public record Use<V>(Option<V> option, V value, boolean inverted) {}

  private final List<Use<?>> uses = new ArrayList<>(4);

  /** Binds an option; the command language calls this. */
  public <V> void bind(Option<V> option, V value, boolean inverted) {
    uses.add(new Use<>(option, value, inverted));
  }

  /** All uses, in order. */
  public List<Use<?>> uses() {
    return uses;
  }

  public boolean has(Option<?> option) {
    return find(option) != null;
  }

  /** Whether the option was given with "!". */
  public boolean inverted(Option<?> option) {
    Use<?> use = find(option);
    return use != null && use.inverted();
  }

  /** The argument of the option's last use, or null. */
  public <V> @Nullable V get(Option<V> option) {
    Use<V> use = find(option);
    return use == null ? null : use.value();
  }

  /** The argument of the option's last use, or what it is where the option was not given. */
  public <V> V get(Option<V> option, V otherwise) {
    Use<V> use = find(option);
    return use == null ? otherwise : use.value();
  }

  /** The argument of an option that is mandatory and so was checked to be there. */
  public <V> V require(Option<V> option) {
    Use<V> use = find(option);
    if (use == null) {
      throw new IllegalStateException("--" + option.name() + " is not mandatory");
    }
    return use.value();
  }

  /** Every use of a repeatable option. */
  public <V> List<Use<V>> all(Option<V> option) {
    List<Use<V>> found = new ArrayList<>();
    for (Use<?> use : uses) {
      if (use.option().name().equals(option.name())) {
        found.add(cast(use));
      }
    }
    return found;
  }

  private <V> @Nullable Use<V> find(Option<V> option) {
    for (int i = uses.size() - 1; i >= 0; i--) {
      Use<?> use = uses.get(i);
      Option<?> bound = use.option();
      if (bound == option || bound.name().equals(option.name())) {
        return cast(use);
      }
    }
    return null;
  }

  // An option of that name has that syntax: names are unique within an extension.
  @SuppressWarnings("unchecked")
  private static <V> Use<V> cast(Use<?> use) {
    return (Use<V>) use;
  }
}
