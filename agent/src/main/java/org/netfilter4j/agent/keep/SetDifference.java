package org.netfilter4j.agent.keep;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.files.Elements;
import org.netfilter4j.agent.files.WantedSet;
import org.netfilter4j.xt.set.SetDescription;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetFeature;
import org.netfilter4j.xt.set.SetListing;
import org.netfilter4j.xt.set.SetStore;

/**
 * How the elements of a set in the kernel differ from those that are wanted. It is read in one
 * pass; of elements that are the same nothing is kept but a bit.
 *
 * <p>Elements that come and go by themselves are no difference: those that rules add or that have a
 * timeout may be there, unless the files have just ceased to want them; those that rules delete or
 * whose timeout is over may be missing, unless the files have just begun to want them.
 */
final class SetDifference implements SetListing {
  private final WantedSet wanted;
  private final boolean ordered;
  private final boolean mayHaveMore;
  private final boolean mayLack;

  /** What was wanted before, where elements that are not wanted may be there: it goes. */
  private final Elements.@Nullable Index earlier;

  private final boolean lacksTimed;
  private final Elements.Index index;
  private final Elements surplus;
  private final Elements before;

  /** Places of wanted elements that are there with other values. */
  private int[] changed = new int[8];

  private int changes;
  private int kept;
  private final Elements inOrder;

  /**
   * @param previous what was wanted of that set the last time; null where that is not known
   */
  private SetDifference(WantedSet wanted, SetUse use, @Nullable Elements previous) {
    this.wanted = wanted;
    boolean fresh = previous == null || !previous.sameInOrder(wanted.elements());
    boolean moving = use.isFilled(wanted.name()) || wanted.header().hasTimeout();
    earlier = previous != null && fresh && moving ? previous.index() : null;
    ordered = wanted.type().features().contains(SetFeature.NAME);
    mayHaveMore = use.isFilled(wanted.name());
    mayLack = !fresh && use.isEmptied(wanted.name());
    lacksTimed = !fresh;
    index = wanted.elements().index();
    surplus = new Elements(wanted.type(), wanted.header().family());
    before = new Elements(wanted.type(), wanted.header().family());
    inOrder = new Elements(wanted.type(), wanted.header().family());
  }

  /**
   * Compares.
   *
   * @param previous what was wanted of that set the last time; null where that is not known
   */
  static SetDifference of(
      SetStore kernel, WantedSet wanted, SetUse use, @Nullable Elements previous) {
    SetDifference difference = new SetDifference(wanted, use, previous);
    kernel.list(wanted.name(), SetListing.Detail.ALL, difference);
    return difference;
  }

  @Override
  public void name(String name) {}

  @Override
  public void set(SetDescription set) {}

  @Override
  public void element(SetEntry entry) {
    if (ordered) {
      inOrder.add(entry);
    }
    int at = index.find(entry);
    if (at < 0) {
      if (isKept(entry)) {
        kept++;
      } else {
        surplus.add(entry);
      }
    } else if (!index.hasSameValue(at)
        || (wanted.header().hasTimeout()
            && entry.timeout > 0 != wanted.elements().hasTimeout(at))) {
      if (changes == changed.length) {
        changed = java.util.Arrays.copyOf(changed, 2 * changes);
      }
      changed[changes++] = at;
      before.add(entry);
    }
  }

  /** Whether an element of the kernel stays, though it is not wanted. */
  boolean isKept(SetEntry entry) {
    boolean goesByItself = entry.timeout > 0 && wanted.header().hasTimeout();
    return (mayHaveMore || goesByItself) && (earlier == null || earlier.find(entry) < 0);
  }

  /** Shows the wanted elements that are missing; the entry is reused. */
  void missing(Consumer<SetEntry> to) {
    SetEntry entry = new SetEntry();
    Elements elements = wanted.elements();
    for (int at = elements.first(); elements.has(at); at = elements.next(at)) {
      if (isMissing(at)) {
        elements.read(at, entry);
        to.accept(entry);
      }
    }
  }

  private boolean isMissing(int at) {
    return !index.isFound(at) && !mayLack && !(lacksTimed && wanted.elements().hasTimeout(at));
  }

  int missing() {
    int count = 0;
    Elements elements = wanted.elements();
    for (int at = elements.first(); elements.has(at); at = elements.next(at)) {
      count += isMissing(at) ? 1 : 0;
    }
    return count;
  }

  /** The elements of the kernel that are not wanted. */
  Elements surplus() {
    return surplus;
  }

  /** How many elements are there with other values. */
  int changes() {
    return changes;
  }

  /** Shows the wanted elements that are there with other values; the entry is reused. */
  void changed(Consumer<SetEntry> to) {
    SetEntry entry = new SetEntry();
    for (int i = 0; i < changes; i++) {
      wanted.elements().read(changed[i], entry);
      to.accept(entry);
    }
  }

  /** The same elements as they are in the kernel. */
  Elements before() {
    return before;
  }

  /** How many elements stay though they are not wanted. */
  int kept() {
    return kept;
  }

  /** Whether the order of a list is another. */
  boolean isReordered() {
    return ordered && !inOrder.sameInOrder(wanted.elements());
  }

  /** Whether there is no difference. */
  boolean isEmpty() {
    return changes == 0 && surplus.count() == 0 && !isReordered() && missing() == 0;
  }
}
