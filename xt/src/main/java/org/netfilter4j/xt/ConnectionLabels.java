package org.netfilter4j.xt;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of connection label bits, 0 to 127 (libnetfilter_conntrack's labels.c). */
public final class ConnectionLabels {
  private static final int BITS = 128;

  private final Map<String, Integer> bits = new HashMap<>();
  private final Map<Integer, String> names = new HashMap<>();

  /** Takes a line of the file: {@code BIT NAME}; the first name of a bit is the one printed. */
  public void add(int bit, String name) {
    if (bit >= 0 && bit < BITS && bits.putIfAbsent(name, bit) == null) {
      names.putIfAbsent(bit, name);
    }
  }

  /** The bit of a name, or null. */
  public @Nullable Integer bit(String name) {
    return bits.get(name);
  }

  /** The name of a bit, or null. */
  public @Nullable String name(int bit) {
    return names.get(bit);
  }
}
