package org.netfilter4j.conformance.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.conformance.kernel.AccountingObjects;
import org.netfilter4j.xt.HostObjects;

/** The accounting objects that the lines of the tests may name. */
final class Accounts {
  static final List<String> NAMES = List.of("a", "x".repeat(31));

  /** A host with these. */
  static final HostObjects OBJECTS =
      new HostObjects() {
        @Override
        public boolean hasAccount(String name) {
          return NAMES.contains(name);
        }

        @Override
        public <T> @Nullable T ofRules(Class<T> kind, String name) {
          return null;
        }
      };

  private Accounts() {}

  /** Makes them on the C tools' side, and on ours where that is the kernel too. */
  static void give(ListingJudge judge) {
    judge.namespaces().forEach(namespace -> AccountingObjects.make(namespace, NAMES));
  }
}
