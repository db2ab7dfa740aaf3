package org.netfilter4j.xt;

import org.jspecify.annotations.Nullable;

/** The named objects of a host that rules refer to, beside sets and chains. */
public interface HostObjects {
  /**
   * How a rate estimator measures (struct gnet_estimator).
   *
   * @param interval seconds from one count to the next, as a power of 2: -2 to 3
   * @param log the weight of the average, as a power of 2: 1 to 30
   */
  record Estimator(int interval, int log) {
    /** Of one that is only known to be there. */
    public static final Estimator UNKNOWN = new Estimator(0, 0);
  }

  /** Whether there is an accounting object of that name (nfacct(8)). */
  boolean hasAccount(String name);

  /** The rate estimator of that name; null where there is none. */
  @Nullable Estimator estimator(String name);

  /** Whatever is named is there. */
  HostObjects ALL =
      new HostObjects() {
        @Override
        public boolean hasAccount(String name) {
          return true;
        }

        @Override
        public Estimator estimator(String name) {
          return Estimator.UNKNOWN;
        }
      };

  /** No objects. */
  HostObjects NONE =
      new HostObjects() {
        @Override
        public boolean hasAccount(String name) {
          return false;
        }

        @Override
        public @Nullable Estimator estimator(String name) {
          return null;
        }
      };
}
