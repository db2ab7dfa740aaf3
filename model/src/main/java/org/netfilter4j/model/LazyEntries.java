package org.netfilter4j.model;

import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * The rules of a chain as a back end has them, made when they are asked for: all when their number
 * is asked for, or one by one. They never change; the same rule is equal each time.
 */
public abstract class LazyEntries extends AbstractList<Entry> implements RandomAccess {
  /** Whether there are surely none; false where that is not known without reading them. */
  public abstract boolean isSurelyEmpty();
}
