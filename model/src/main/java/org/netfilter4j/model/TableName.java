package org.netfilter4j.model;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The five tables, with the hooks they stand at and their priorities there (NF_IP_PRI_*). */
public enum TableName {
  RAW(-300, Hook.PREROUTING, Hook.OUTPUT),
  MANGLE(-150, Hook.PREROUTING, Hook.INPUT, Hook.FORWARD, Hook.OUTPUT, Hook.POSTROUTING),
  NAT(-100, Hook.PREROUTING, Hook.INPUT, Hook.OUTPUT, Hook.POSTROUTING),
  FILTER(0, Hook.INPUT, Hook.FORWARD, Hook.OUTPUT),
  SECURITY(50, Hook.INPUT, Hook.FORWARD, Hook.OUTPUT);

  private final int priority;
  private final List<Hook> hooks;
  private final String word = name().toLowerCase(Locale.ROOT);

  TableName(int priority, Hook... hooks) {
    this.priority = priority;
    this.hooks = List.of(hooks);
  }

  /** The name as users write it, in lower case. */
  public String word() {
    return word;
  }

  /** The hooks of the built-in chains, in the order in which the tools list them. */
  public List<Hook> hooks() {
    return hooks;
  }

  /** The bits of {@link #hooks()}, {@code 1 << NF_INET_*}. */
  public int hookMask() {
    int mask = 0;
    for (Hook hook : hooks) {
      mask |= hook.bit();
    }
    return mask;
  }

  /**
   * Where the table stands among others at a hook; lower runs first. Source NAT (POSTROUTING and
   * INPUT of nat) runs last, at 100.
   */
  public int priority(Hook hook) {
    if (this == NAT && EnumSet.of(Hook.INPUT, Hook.POSTROUTING).contains(hook)) {
      return 100;
    }
    return priority;
  }

  /**
   * Where a mode's tool puts the table among others at a hook: iptables-nft has security at 150,
   * behind the nat of INPUT.
   */
  public int priority(Hook hook, Mode mode) {
    return this == SECURITY && mode == Mode.NFT ? 150 : priority(hook);
  }

  /** The table of that name, or null. Names are in lower case and matched whole. */
  public static @Nullable TableName find(String word) {
    for (TableName table : values()) {
      if (table.word.equals(word)) {
        return table;
      }
    }
    return null;
  }
}
