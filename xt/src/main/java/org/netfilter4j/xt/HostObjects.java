package org.netfilter4j.xt;

import org.jspecify.annotations.Nullable;

/** The named objects of a host that rules refer to, beside sets and chains. */
public interface HostObjects {
  /** Takes the objects that a rule makes or keeps. */
  interface Taker {
    /**
     * Takes one.
     *
     * @param object what later rules that name it must fit to
     */
    void take(String name, Object object);
  }

  /** Whether all are known here; where not, whatever is named is taken to be there. */
  default boolean areKnown() {
    return true;
  }

  /** Whether there is an accounting object of that name (nfacct(8)). */
  boolean hasAccount(String name);

  /**
   * What the rules that are there say of the object of that kind and name: the first of them; null
   * where none names it.
   *
   * @param kind the class of what they say
   */
  <T> @Nullable T ofRules(Class<T> kind, String name);

  /** No objects. */
  HostObjects NONE =
      new HostObjects() {
        @Override
        public boolean hasAccount(String name) {
          return false;
        }

        @Override
        public <T> @Nullable T ofRules(Class<T> kind, String name) {
          return null;
        }
      };

  /** Objects that somebody else knows of: whatever is named may be there. */
  HostObjects UNKNOWN =
      new HostObjects() {
        @Override
        public boolean areKnown() {
          return false;
        }

        @Override
        public boolean hasAccount(String name) {
          return true;
        }

        @Override
        public <T> @Nullable T ofRules(Class<T> kind, String name) {
          return null;
        }
      };
}
