package org.netfilter4j.xt.set;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.SetDirectory;

/**
 * The sets of one network namespace. Commands answer with what the kernel has against them, or null
 * where all went well. Times are nanoseconds since 1970.
 */
public final class SetNamespace implements SetDirectory {
  /** Sets at their index; a destroyed set leaves its place to the next. */
  private final List<@Nullable IpSet> places = new ArrayList<>();

  private final BitSet used = new BitSet();
  private final Map<String, IpSet> byName = new HashMap<>();
  private final IntSupplier initvals;
  private ToIntFunction<String> rules = name -> 0;
  private @Nullable Checkpoint checkpoint;

  /** An empty namespace, whose hashes begin at random numbers. */
  private long changes;

  public SetNamespace() {
    this(() -> ThreadLocalRandom.current().nextInt());
  }

  /**
   * An empty namespace.
   *
   * @param initvals where the hash of a set begins whose creator does not say
   */
  public SetNamespace(IntSupplier initvals) {
    this.initvals = initvals;
  }

  /** Tells how many times rules refer to the set of a name; such sets can't be destroyed. */
  public void referencedBy(ToIntFunction<String> rules) {
    this.rules = rules;
  }

  /** The set of that name, or null. */
  public @Nullable IpSet find(String name) {
    return byName.get(name);
  }

  /** All sets in the order in which they are listed: lists of sets after the others. */
  public List<IpSet> sets() {
    List<IpSet> sets = new ArrayList<>();
    List<IpSet> lists = new ArrayList<>();
    for (IpSet set : places) {
      if (set != null) {
        (set.type().features().contains(SetFeature.NAME) ? lists : sets).add(set);
      }
    }
    sets.addAll(lists);
    return sets;
  }

  @Override
  public boolean has(String set) {
    return find(set) != null;
  }

  @Override
  public boolean fits(String set, Family family) {
    IpSet found = find(set);
    return found != null && (found.header().family() == null || found.header().family() == family);
  }

  /** How many rules and lists of sets refer to a set. */
  public int references(IpSet set) {
    return set.lists() + rules.applyAsInt(set.name());
  }

  /** Grows with each change by a command, so that a host knows whether to write its sets back. */
  public long changes() {
    return changes;
  }

  /** A number for a new set's hash to begin at. */
  public int nextInitval() {
    return initvals.getAsInt();
  }

  /** Creates a set; with {@code exist} a set of that name and the same header is right too. */
  public @Nullable SetError create(
      String name, SetType type, SetHeader.Draft draft, boolean exist) {
    SetError error = type.check(draft);
    if (error != null) {
      return error;
    }
    SetHeader header = type.normalize(draft);
    IpSet present = find(name);
    if (present != null) {
      boolean same =
          exist && present.type().name().equals(type.name()) && type.same(present.header(), header);
      return same ? null : SetError.SET_EXISTS;
    }
    changes++;
    int place = used.nextClearBit(0);
    IpSet set = new IpSet(name, place, type, header, type.create(header, this));
    if (place == places.size()) {
      places.add(set);
    } else {
      places.set(place, set);
    }
    used.set(place);
    byName.put(name, set);
    return null;
  }

  /** Destroys a set that nothing refers to; with {@code exist} it need not be there. */
  public @Nullable SetError destroy(String name, boolean exist) {
    IpSet set = find(name);
    if (set == null) {
      return exist ? null : SetError.NO_SUCH_SET;
    }
    if (references(set) > 0) {
      return SetError.BUSY;
    }
    beforeChange(set);
    set.contents().release();
    places.set(set.place(), null);
    used.clear(set.place());
    byName.remove(name);
    return null;
  }

  /** Destroys all sets, or none where one is referred to. */
  public @Nullable SetError destroyAll() {
    for (IpSet set : byName.values()) {
      if (references(set) > 0) {
        return SetError.BUSY;
      }
    }
    changes++;
    places.clear();
    used.clear();
    byName.clear();
    return null;
  }

  /** Renames a set that nothing refers to. */
  public @Nullable SetError rename(String from, String to) {
    IpSet set = find(from);
    if (set == null) {
      return SetError.NO_SUCH_SET;
    }
    if (references(set) > 0) {
      return SetError.REFERENCED;
    }
    if (find(to) != null) {
      return SetError.SECOND_SET;
    }
    changes++;
    byName.remove(from);
    set.rename(to);
    byName.put(to, set);
    return null;
  }

  /** Exchanges what is behind two names; rules keep the names. */
  public @Nullable SetError swap(String from, String to) {
    IpSet one = find(from);
    IpSet other = find(to);
    if (one == null) {
      return SetError.NO_SUCH_SET;
    }
    if (other == null) {
      return SetError.SECOND_SET;
    }
    if (!one.type().features().equals(other.type().features())
        || one.header().family() != other.header().family()) {
      return SetError.TYPE_MISMATCH;
    }
    beforeChange(one);
    beforeChange(other);
    SetType type = one.type();
    SetHeader header = one.header();
    Contents contents = one.contents();
    one.replace(other.type(), other.header(), other.contents());
    other.replace(type, header, contents);
    return null;
  }

  /** Removes all elements of a set. */
  public @Nullable SetError flush(String name) {
    IpSet set = find(name);
    if (set == null) {
      return SetError.NO_SUCH_SET;
    }
    beforeChange(set);
    set.contents().flush();
    return null;
  }

  /** Removes all elements of all sets. */
  public void flushAll() {
    for (IpSet set : sets()) {
      beforeChange(set);
      set.contents().flush();
    }
  }

  /** Adds what an entry means; with {@code exist} what is there already is given its values. */
  public @Nullable SetError add(IpSet set, SetEntry entry, boolean exist, long now) {
    beforeChange(set);
    return set.contents().add(entry, exist, now);
  }

  /** Deletes what an entry means; with {@code exist} it need not be there. */
  public @Nullable SetError delete(IpSet set, SetEntry entry, boolean exist, long now) {
    beforeChange(set);
    return set.contents().delete(entry, exist, now);
  }

  // All or nothing.

  private record Saved(SetType type, SetHeader header, Contents contents, int lists) {}

  /** What the namespace was when {@link #begin} was called; sets are copied when they change. */
  private static final class Checkpoint {
    private final List<@Nullable IpSet> places;
    private final IdentityHashMap<IpSet, String> names = new IdentityHashMap<>();
    private final IdentityHashMap<IpSet, Integer> lists = new IdentityHashMap<>();
    private final IdentityHashMap<IpSet, Saved> changed = new IdentityHashMap<>();

    Checkpoint(List<@Nullable IpSet> places) {
      this.places = new ArrayList<>(places);
      for (IpSet set : places) {
        if (set != null) {
          names.put(set, set.name());
          lists.put(set, set.lists());
        }
      }
    }
  }

  /** Begins changes that {@link #rollback} takes back or {@link #commit} makes final. */
  public void begin() {
    if (checkpoint != null) {
      throw new IllegalStateException("a change is open already");
    }
    checkpoint = new Checkpoint(places);
  }

  public void commit() {
    checkpoint = null;
  }

  /** Brings everything back to where {@link #begin} was called. */
  public void rollback() {
    Checkpoint to = checkpoint;
    if (to == null) {
      throw new IllegalStateException("no change is open");
    }
    checkpoint = null;
    to.changed.forEach((set, saved) -> set.replace(saved.type(), saved.header(), saved.contents()));
    to.names.forEach((set, name) -> set.rename(name));
    to.lists.forEach((set, lists) -> set.listed(lists - set.lists()));
    places.clear();
    places.addAll(to.places);
    used.clear();
    byName.clear();
    for (IpSet set : places) {
      if (set != null) {
        used.set(set.place());
        byName.put(set.name(), set);
      }
    }
  }

  private void beforeChange(IpSet set) {
    changes++;
    Checkpoint open = checkpoint;
    if (open != null && open.names.containsKey(set) && !open.changed.containsKey(set)) {
      open.changed.put(
          set, new Saved(set.type(), set.header(), set.contents().copy(), set.lists()));
    }
  }
}
