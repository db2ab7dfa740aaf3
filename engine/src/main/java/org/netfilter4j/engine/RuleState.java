package org.netfilter4j.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The state of a rule's matches and target (limit's credit, statistic's count), by their place. */
final class RuleState {
  private final List<Map<Class<?>, Object>> uses = new ArrayList<>();

  <S> S of(int use, Class<S> type, Supplier<S> fresh) {
    while (uses.size() <= use) {
      uses.add(new HashMap<>());
    }
    return type.cast(uses.get(use).computeIfAbsent(type, _ -> fresh.get()));
  }
}
