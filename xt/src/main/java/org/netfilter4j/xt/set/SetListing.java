package org.netfilter4j.xt.set;

/** Is shown sets, one after the other, each before its elements. */
public interface SetListing {
  /** How much of the sets is shown. */
  enum Detail {
    /** {@link #name} only. */
    NAMES,
    /** {@link #set} only. */
    HEADERS,
    /** {@link #set} and {@link #element}. */
    ALL
  }

  void name(String name);

  void set(SetDescription set);

  /** An element of the set shown last. The entry is reused for the next. */
  void element(SetEntry entry);
}
