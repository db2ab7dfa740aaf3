package org.netfilter4j.xt.struct;

import org.netfilter4j.model.Family;

/** Which revisions of structs a kernel takes. */
public interface Revisions {
  /** A kernel that has the newest of all. */
  Revisions NEWEST = (family, target, name, revision) -> true;

  /**
   * Whether the kernel has that revision.
   *
   * @param target whether it is asked for a target; else for a match
   * @param name the kernel's name for it
   */
  boolean has(Family family, boolean target, String name, int revision);
}
