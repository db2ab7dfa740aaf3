package org.netfilter4j.linux;

import org.netfilter4j.xt.struct.SetIndexes;

/** No set is there, and any number has a name. */
final class NoSets implements SetIndexes {
  @Override
  public int index(String name) {
    return NO_SET;
  }

  @Override
  public String name(int index) {
    return "set" + index;
  }
}
