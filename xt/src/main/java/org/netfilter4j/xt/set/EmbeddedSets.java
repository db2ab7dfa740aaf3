package org.netfilter4j.xt.set;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sets of an embedded host. Files are carried out whole or not at all. */
public final class EmbeddedSets implements SetStore {
  private final SetNamespace sets;
  private final Clock clock;

  /**
   * @param clock by which elements time out
   */
  public EmbeddedSets(SetNamespace sets, Clock clock) {
    this.sets = sets;
    this.clock = clock;
  }

  /** Nanoseconds since 1970. */
  private long now() {
    Instant instant = clock.instant();
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  private static void done(@Nullable SetError error, SetVerb verb) {
    if (error != null) {
      throw new SetRefused(error, verb);
    }
  }

  private IpSet get(String name) {
    IpSet set = sets.find(name);
    if (set == null) {
      throw new SetRefused(SetError.NO_SUCH_SET, SetVerb.HEADER);
    }
    return set;
  }

  @Override
  public void require(SetType type) {}

  @Override
  public Known find(String name) {
    IpSet set = get(name);
    return new Known(name, set.type(), set.header().family());
  }

  @Override
  public void create(String name, SetType type, SetHeader.Draft draft, boolean exist) {
    if (!draft.hasInitval) {
      draft.initval = sets.nextInitval();
    }
    done(sets.create(name, type, draft, exist), SetVerb.CREATE);
  }

  @Override
  public void destroy(String name, boolean exist) {
    done(sets.destroy(name, exist), SetVerb.DESTROY);
  }

  @Override
  public void destroyAll() {
    done(sets.destroyAll(), SetVerb.DESTROY);
  }

  @Override
  public void flush(String name) {
    done(sets.flush(name), SetVerb.FLUSH);
  }

  @Override
  public void flushAll() {
    sets.flushAll();
  }

  @Override
  public void rename(String from, String to) {
    done(sets.rename(from, to), SetVerb.RENAME);
  }

  @Override
  public void swap(String from, String to) {
    done(sets.swap(from, to), SetVerb.SWAP);
  }

  @Override
  public void add(Known set, SetEntry entry, boolean exist) {
    done(sets.add(get(set.name()), entry, exist, now()), SetVerb.ADD);
  }

  @Override
  public void delete(Known set, SetEntry entry, boolean exist) {
    done(sets.delete(get(set.name()), entry, exist, now()), SetVerb.DELETE);
  }

  @Override
  public boolean test(Known set, SetEntry entry) {
    return get(set.name()).test(entry, now());
  }

  @Override
  public void list(@Nullable String name, SetListing.Detail detail, SetListing to) {
    long now = now();
    for (IpSet set : name == null ? sets.sets() : List.of(get(name))) {
      if (detail == SetListing.Detail.NAMES) {
        to.name(set.name());
        continue;
      }
      to.set(
          new SetDescription(
              set.name(),
              set.type(),
              set.type().revision(),
              set.header(),
              set.hashSize(),
              set.bucketSize(),
              set.memoryBytes(),
              sets.references(set),
              set.count(now)));
      if (detail == SetListing.Detail.ALL) {
        set.forEach(now, to::element);
      }
    }
  }

  @Override
  public @Nullable String greet() {
    return null;
  }

  @Override
  public void begin() {
    sets.begin();
  }

  @Override
  public void line(int number) {}

  @Override
  public void sync() {}

  @Override
  public void commit() {
    sets.commit();
  }

  @Override
  public void rollback() {
    sets.rollback();
  }
}
