package org.netfilter4j.agent.keep;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.set.SetDescription;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetListing;
import org.netfilter4j.xt.set.SetStore;
import org.netfilter4j.xt.set.SetType;
import org.netfilter4j.xt.set.SetTypes;

/**
 * The set that names the agent's sets: elements 0.0.0.1, 0.0.0.2 … with names as comments. A name
 * is written before its set is made, and goes after it.
 */
final class SetLedger {
  private static final SetType TYPE = java.util.Objects.requireNonNull(SetTypes.find("hash:ip"));

  private final SetStore kernel;
  private final SetStore.Known set;
  private final Map<String, Long> numbers = new HashMap<>();
  private boolean there;
  private long last;

  /**
   * Reads it.
   *
   * @param there whether it is there
   */
  SetLedger(SetStore kernel, String name, boolean there) {
    this.kernel = kernel;
    this.set = new SetStore.Known(name, TYPE, Family.IPV4);
    this.there = there;
    if (there) {
      kernel.list(name, SetListing.Detail.ALL, new Reader());
    }
  }

  private final class Reader implements SetListing {
    @Override
    public void name(String name) {}

    @Override
    public void set(SetDescription description) {}

    @Override
    public void element(SetEntry entry) {
      if (entry.comment != null && entry.ip != null) {
        numbers.put(entry.comment, entry.ip.low());
        last = Math.max(last, entry.ip.low());
      }
    }
  }

  /** The names. */
  Set<String> names() {
    return numbers.keySet();
  }

  /** Writes a name. */
  void add(String name) {
    if (!there) {
      SetHeader.Draft draft = new SetHeader.Draft(Family.IPV4);
      draft.comment = true;
      draft.hashSize = 64;
      kernel.create(set.name(), TYPE, draft, false);
      there = true;
    }
    SetEntry entry = entry(++last);
    entry.comment = name;
    kernel.add(set, entry, false);
    numbers.put(name, last);
  }

  /** Takes a name out. */
  void remove(String name) {
    Long number = numbers.get(name);
    if (number != null) {
      kernel.delete(set, entry(number), true);
      numbers.remove(name);
    }
  }

  private static SetEntry entry(long number) {
    SetEntry entry = new SetEntry();
    entry.ip = Address.ipv4(number);
    return entry;
  }

  /** Goes where it has no names. */
  void destroyIfEmpty() {
    if (there && numbers.isEmpty()) {
      kernel.destroy(set.name(), false);
      there = false;
    }
  }
}
