package org.netfilter4j.xt.struct;

/** The numbers by which the kernel knows sets: structs hold these, people know names. */
public interface SetIndexes {
  /** The number of the kernel's "no set" (IPSET_INVALID_ID). */
  int NO_SET = 65535;

  /**
   * The number of the set of that name, from 0 to 65534.
   *
   * @throws org.netfilter4j.xt.Rejected where there is none
   */
  int index(String name);

  /** The name of the set of that number; a text that says so where there is none any more. */
  String name(int index);
}
