package org.netfilter4j.agent.keep;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.set.SetDescription;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetListing;
import org.netfilter4j.xt.set.SetStore;
import org.netfilter4j.xt.set.SetType;
import org.netfilter4j.xt.set.SetTypes;

/**
 * The set that names what is the agent's, in comments: its sets in those of elements 0.0.0.1,
 * 0.0.0.2 …, its chains in those of 1.0.0.1, 1.0.0.2 …. A name is written before the thing is made,
 * and goes after it.
 *
 * <p>Chains are named by a chain too; but that one is emptied where somebody flushes a table, and
 * then the agent's chains are still there.
 */
final class SetLedger {
  private static final SetType TYPE = java.util.Objects.requireNonNull(SetTypes.find("hash:ip"));

  /** Elements from here on name chains: 1.0.0.0. */
  private static final long CHAINS = 1 << 24;

  private final SetStore kernel;
  private final SetStore.Known set;
  private final Map<String, Long> sets = new HashMap<>();
  private final Map<NotedChain, Long> chains = new HashMap<>();
  private boolean there;
  private long lastSet;
  private long lastChain = CHAINS;

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
      if (entry.comment == null || entry.ip == null) {
        return;
      }
      long number = entry.ip.low();
      if (number < CHAINS) {
        sets.put(entry.comment, number);
        lastSet = Math.max(lastSet, number);
        return;
      }
      NotedChain chain = NotedChain.of(entry.comment);
      if (chain != null) {
        chains.put(chain, number);
      }
      lastChain = Math.max(lastChain, number);
    }
  }

  /** The names of sets. */
  Set<String> names() {
    return sets.keySet();
  }

  /** The chains of both modes. */
  Set<NotedChain> chains() {
    return chains.keySet();
  }

  /** The names of a mode's chains in a table. */
  Set<String> chains(Mode mode, Family family, TableName table) {
    Set<String> names = new HashSet<>();
    for (NotedChain chain : chains.keySet()) {
      if (chain.mode() == mode && chain.family() == family && chain.table() == table) {
        names.add(chain.name());
      }
    }
    return names;
  }

  /** Writes a set's name. */
  void add(String name) {
    write(++lastSet, name);
    sets.put(name, lastSet);
  }

  /** Writes a chain's name. */
  void add(NotedChain chain) {
    write(++lastChain, chain.text());
    chains.put(chain, lastChain);
  }

  private void write(long number, String comment) {
    if (!there) {
      SetHeader.Draft draft = new SetHeader.Draft(Family.IPV4);
      draft.comment = true;
      draft.hashSize = 64;
      kernel.create(set.name(), TYPE, draft, false);
      there = true;
    }
    SetEntry entry = entry(number);
    entry.comment = comment;
    kernel.add(set, entry, false);
  }

  /** Takes a set's name out. */
  void remove(String name) {
    erase(sets.remove(name));
  }

  /** Takes a chain's name out. */
  void remove(NotedChain chain) {
    erase(chains.remove(chain));
  }

  private void erase(@Nullable Long number) {
    if (number != null) {
      kernel.delete(set, entry(number), true);
    }
  }

  private static SetEntry entry(long number) {
    SetEntry entry = new SetEntry();
    entry.ip = Address.ipv4(number);
    return entry;
  }

  boolean isThere() {
    return there;
  }

  /** Goes where it has no names. */
  void destroyIfEmpty() {
    if (there && sets.isEmpty() && chains.isEmpty()) {
      kernel.destroy(set.name(), false);
      there = false;
    }
  }
}
