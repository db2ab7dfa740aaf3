package org.netfilter4j.xt.set;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;

/**
 * The sets that commands work on: an embedded host's ({@link EmbeddedSets}), or the kernel's. All
 * methods throw a {@link SetRefused} where what is asked for is refused.
 *
 * <p>Between {@link #begin} and {@link #commit} a store may hold changes back. Whoever reads lines
 * says which comes next by {@link #line}, and is told by the exception which of them was refused.
 *
 * <p>Not safe for several threads.
 */
public interface SetStore {
  /**
   * What must be known of a set to read its elements.
   *
   * @param family null for types without one
   */
  record Known(String name, SetType type, @Nullable Family family) {}

  /** Refuses a type that there is not. */
  void require(SetType type);

  /** The set of that name. */
  Known find(String name);

  /** Creates a set; with {@code exist} a set of that name and the same header is right too. */
  void create(String name, SetType type, SetHeader.Draft draft, boolean exist);

  /** Destroys a set that nothing refers to; with {@code exist} it need not be there. */
  void destroy(String name, boolean exist);

  /** Destroys all sets, or none where one is referred to. */
  void destroyAll();

  void flush(String name);

  void flushAll();

  /** Renames a set that nothing refers to. */
  void rename(String from, String to);

  /** Exchanges what is behind two names; rules keep the names. */
  void swap(String from, String to);

  /** Adds what an entry means; with {@code exist} what is there already is given its values. */
  void add(Known set, SetEntry entry, boolean exist);

  /** Deletes what an entry means; with {@code exist} it need not be there. */
  void delete(Known set, SetEntry entry, boolean exist);

  /** Whether the element is in the set. */
  boolean test(Known set, SetEntry entry);

  /**
   * Shows sets.
   *
   * @param name of the one that is shown; null for all
   */
  void list(@Nullable String name, SetListing.Detail detail, SetListing to);

  /**
   * Refuses where the store can't be asked at all.
   *
   * @return what people should know of its version; null for nothing
   */
  @Nullable String greet();

  // Files.

  /** Lines of a file follow. */
  void begin();

  /** What is asked for next is asked for by that line, from 1. */
  void line(int number);

  /** Does what was held back: the file says that it wants it now. */
  void sync();

  /** All lines were carried out: does what was held back. */
  void commit();

  /**
   * A line was refused. The embedded store takes all lines back; the kernel's leaves out what it
   * held back.
   *
   * @throws SetRefused where an earlier line was refused too
   */
  void rollback();
}
