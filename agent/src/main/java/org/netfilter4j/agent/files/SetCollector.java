package org.netfilter4j.agent.files;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.set.EmbeddedSets;
import org.netfilter4j.xt.set.IpSet;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetListing;
import org.netfilter4j.xt.set.SetNamespace;
import org.netfilter4j.xt.set.SetRefused;
import org.netfilter4j.xt.set.SetStore;
import org.netfilter4j.xt.set.SetType;
import org.netfilter4j.xt.set.SetVerb;

/**
 * Takes the sets of files as the kernel would: ranges become elements, masks are applied, a set
 * that is full refuses more. What is no way to say what shall be there is refused.
 */
final class SetCollector implements SetStore {
  /** Timeouts are seconds from then on, whenever that is. */
  private static final Instant START = Instant.EPOCH;

  private record Created(SetType type, SetHeader.Draft draft, Place place) {}

  private final SetNamespace sets = new SetNamespace(() -> 0);
  private final EmbeddedSets embedded = new EmbeddedSets(sets, Clock.fixed(START, ZoneOffset.UTC));
  private final Map<String, Created> created = new LinkedHashMap<>();
  private String file = "";
  private int line;

  /** Lines of that file follow. */
  void file(String name) {
    file = name;
  }

  /** The sets, in the order of their creation. */
  Map<String, WantedSet> collected() {
    Map<String, WantedSet> all = new LinkedHashMap<>();
    created.forEach((name, how) -> {
      IpSet set = java.util.Objects.requireNonNull(sets.find(name));
      Elements elements = new Elements(set.type(), set.header().family());
      set.forEach(0, elements::add);
      elements.trim();
      all.put(name, new WantedSet(name, how.type, how.draft, set.header(), how.place, elements));
    });
    return all;
  }

  private static SetRefused senseless(String what, SetVerb verb) {
    return new SetRefused(
        what + " says nothing of what shall be there: leave out the line", verb, 0);
  }

  @Override
  public void require(SetType type) {}

  @Override
  public Known find(String name) {
    if (!created.containsKey(name)) {
      throw new SetRefused(
          "no file creates set " + name + " before this line; sets of others are not changed",
          SetVerb.HEADER,
          0);
    }
    return embedded.find(name);
  }

  @Override
  public void create(String name, SetType type, SetHeader.Draft draft, boolean exist) {
    Created earlier = created.get(name);
    if (earlier != null && !exist) {
      throw new SetRefused(
          "set " + name + " is created in " + earlier.place + " already", SetVerb.CREATE, 0);
    }
    boolean chosen = draft.hasInitval;
    embedded.create(name, type, draft, exist);
    draft.hasInitval = chosen;
    created.putIfAbsent(name, new Created(type, draft, new Place(file, line)));
  }

  /** Lines as {@code create -exist, flush, add} are how many write what shall be there. */
  @Override
  public void flush(String name) {
    find(name);
    embedded.flush(name);
  }

  @Override
  public void add(Known set, SetEntry entry, boolean exist) {
    // That an element is there already is what is wanted.
    embedded.add(set, entry, true);
  }

  @Override
  public void destroy(String name, boolean exist) {
    throw senseless("\"destroy\"", SetVerb.DESTROY);
  }

  @Override
  public void destroyAll() {
    throw senseless("\"destroy\"", SetVerb.DESTROY);
  }

  @Override
  public void flushAll() {
    throw senseless("\"flush\" of all sets", SetVerb.FLUSH);
  }

  @Override
  public void rename(String from, String to) {
    throw senseless("\"rename\"", SetVerb.RENAME);
  }

  @Override
  public void swap(String from, String to) {
    throw senseless("\"swap\"", SetVerb.SWAP);
  }

  @Override
  public void delete(Known set, SetEntry entry, boolean exist) {
    throw senseless("\"del\"", SetVerb.DELETE);
  }

  @Override
  public boolean test(Known set, SetEntry entry) {
    throw senseless("\"test\"", SetVerb.TEST);
  }

  @Override
  public void list(@Nullable String name, SetListing.Detail detail, SetListing to) {
    throw senseless("a listing", SetVerb.LIST);
  }

  @Override
  public @Nullable String greet() {
    return null;
  }

  @Override
  public void begin() {}

  @Override
  public void line(int number) {
    line = number;
  }

  @Override
  public void sync() {}

  @Override
  public void commit() {}

  @Override
  public void rollback() {}
}
