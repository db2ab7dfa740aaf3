package org.netfilter4j.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** State that rules share by name within the host (recent, hashlimit). */
final class NamedStates {
  private record Key(Class<?> type, String name) {}

  private final Map<Key, Object> states = new HashMap<>();

  <S> S of(Class<S> type, String name, Supplier<S> fresh) {
    return type.cast(states.computeIfAbsent(new Key(type, name), _ -> fresh.get()));
  }
}
