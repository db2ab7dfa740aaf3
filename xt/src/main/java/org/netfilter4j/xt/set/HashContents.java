package org.netfilter4j.xt.set;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;

/** The elements of a hash, as commands and packets ask for them. */
final class HashContents extends Contents {
  private final HashType type;
  private final SetHeader header;
  private final Family family;
  private final HashTable table;

  /** For each network of a key, the prefix length of a host. */
  private final int[] hosts;

  private final int[] prefixes;

  HashContents(HashType type, SetHeader header) {
    this(type, header, new HashTable(type, header));
  }

  private HashContents(HashType type, SetHeader header, HashTable table) {
    this.type = type;
    this.header = header;
    this.table = table;
    family = HashType.family(header);
    hosts = new int[type.layout.networks()];
    Arrays.fill(hosts, family.bits());
    prefixes = hosts.clone();
  }

  @Override
  HashContents copy() {
    return new HashContents(type, header, table.copy());
  }

  HashType type() {
    return type;
  }

  SetHeader header() {
    return header;
  }

  // Commands.

  @Override
  @Nullable SetError add(SetEntry entry, boolean exist, long now) {
    SetError error = table.elements().data.check(entry);
    return error != null
        ? error
        : new HashOperation(HashOperation.Verb.ADD, entry, this, exist, now).run();
  }

  @Override
  @Nullable SetError delete(SetEntry entry, boolean exist, long now) {
    return new HashOperation(HashOperation.Verb.DELETE, entry, this, exist, now).run();
  }

  @Override
  boolean test(SetEntry entry, long now) {
    HashOperation test = new HashOperation(HashOperation.Verb.TEST, entry, this, false, now);
    return test.run() == null && test.found();
  }

  // One key.

  @Nullable SetError add(int[] key, SetEntry entry, boolean exist, long now) {
    int slot = table.place(key, exist, true, entry.kept, now);
    if (slot < 0) {
      return slot == HashTable.FULL ? SetError.HASH_FULL : SetError.EXIST;
    }
    HashElements elements = table.elements();
    elements.setException(slot, entry.nomatch);
    elements.data.set(slot, entry, now);
    return null;
  }

  @Nullable SetError delete(int[] key, long now) {
    return table.delete(key, now) ? null : SetError.EXIST;
  }

  /** IN, OUT or EXCEPTION for a command's key. */
  int find(SetQuery query, long now) {
    for (int i = 0; i < hosts.length; i++) {
      if (type.layout.prefix(query.key, 0, family, i) != hosts[i]) {
        return answer(match(query, 0, now), query);
      }
    }
    return search(query, 0, now);
  }

  // Packets.

  @Override
  int test(Packet packet, SetQuery query, long now) {
    return type.key(packet, query, header, hosts) ? search(query, packet.totalLength(), now) : OUT;
  }

  @Override
  boolean add(Packet packet, SetQuery query, boolean exist, long timeout, long now) {
    if (!type.key(packet, query, header, addedPrefixes())) {
      return false;
    }
    int slot = table.place(query.key, exist, false, false, now);
    if (slot < 0) {
      return false;
    }
    HashElements elements = table.elements();
    elements.setException(slot, false);
    elements.data.set(slot, packet.totalLength(), timeout, now);
    return true;
  }

  @Override
  boolean delete(Packet packet, SetQuery query, long now) {
    return type.key(packet, query, header, addedPrefixes()) && table.delete(query.key, now);
  }

  /** A packet adds itself under the longest prefix lengths that are in the set. */
  private int[] addedPrefixes() {
    for (int i = 0; i < prefixes.length; i++) {
      PrefixLengths lengths = table.elements().prefixes(i);
      prefixes[i] = lengths.size() > 0 ? lengths.get(0) : hosts[i];
    }
    return prefixes;
  }

  // Search.

  private static final int NOTHING = -1;

  /** As {@link #NOTHING}, and shorter prefixes are not tried: the network is there. */
  private static final int NETWORK_ONLY = -2;

  /** Tries the prefix lengths that are in the set, longest first (mtype_test_cidrs). */
  private int search(SetQuery query, long length, long now) {
    if (hosts.length == 0) {
      return answer(match(query, length, now), query);
    }
    int[] key = query.key;
    KeyLayout layout = type.layout;
    PrefixLengths outer = table.elements().prefixes(0);
    int slot = NOTHING;
    if (hosts.length > 1) {
      layout.keep(key, family, 1, query.beside);
    }
    for (int i = 0; i < outer.size() && slot == NOTHING; i++) {
      layout.cut(key, family, 0, outer.get(i));
      if (hosts.length == 1) {
        slot = match(query, length, now);
      } else {
        layout.restore(key, family, 1, query.beside);
        PrefixLengths inner = table.elements().prefixes(1);
        for (int j = 0; j < inner.size() && slot == NOTHING; j++) {
          layout.cut(key, family, 1, inner.get(j));
          slot = match(query, length, now);
        }
      }
      query.prefix = outer.get(i);
    }
    return answer(slot, query);
  }

  private int answer(int slot, SetQuery query) {
    if (slot < 0) {
      query.prefix = -1;
      return OUT;
    }
    query.nomatch = table.elements().isException(slot);
    return query.nomatch ? EXCEPTION : IN;
  }

  /** The slot of the query's key whose element is as the query asks, and counts. */
  private int match(SetQuery query, long length, long now) {
    int[] bucket = table.bucket(query.key);
    if (bucket == null) {
      return NOTHING;
    }
    HashElements elements = table.elements();
    boolean network = false;
    for (int place : bucket) {
      if (place <= 0) {
        continue;
      }
      int slot = place - 1;
      if (!elements.isKey(slot, query.key)) {
        network |= type.isMulti() && elements.isSameNetwork(slot, query.key);
      } else if (elements.data.matches(slot, query, length, now)) {
        return slot;
      } else {
        network = false;
      }
    }
    return network ? NETWORK_ONLY : NOTHING;
  }

  // Figures.

  @Override
  void flush() {
    table.flush();
  }

  @Override
  int hashSize() {
    return table.size();
  }

  @Override
  int bucketSize() {
    return table.bucketSize();
  }

  @Override
  int count(long now) {
    return table.count(now);
  }

  @Override
  long memoryBytes() {
    return type.headBytes(family) + table.memoryBytes();
  }

  @Override
  void forEach(long now, Consumer<SetEntry> to) {
    SetEntry entry = new SetEntry();
    table.forEach(
        now,
        slot -> {
          table.elements().describe(slot, entry, now);
          to.accept(entry);
        });
  }
}
