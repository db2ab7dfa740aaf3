package org.netfilter4j.xt;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.option.Option;

/** What matches and targets have in common. Descriptors have no state and are cheap to make. */
public sealed interface Extension permits MatchExtension, TargetExtension {
  /** The name after {@code -m} or {@code -j}. */
  String name();

  /** The families it exists for. */
  default Set<Family> families() {
    return EnumSet.allOf(Family.class);
  }

  /** The options, in the order of the C tool's help. */
  List<Option<?>> options();

  /**
   * The text after "NAME match options:" or "NAME target options:" in {@code iptables -m NAME -h},
   * a line each; by default derived from the options.
   */
  default List<String> help() {
    return options().stream().map(Option::helpLine).toList();
  }
}
