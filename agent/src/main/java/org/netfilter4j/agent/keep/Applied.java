package org.netfilter4j.agent.keep;

import java.util.List;

/**
 * What an application, or a cleaning up, has changed in the kernel.
 *
 * @param rulesAdded rules that were not there
 * @param rulesMoved rules that were there in another place; they keep their counters
 * @param setsChanged sets that were there and had other elements or options
 * @param elementsAdded elements, in sets that were there
 * @param pending rules that wait for somebody else's chain or rule, each in one line; none unless
 *     {@link Options#partial}
 * @param left what is no longer wanted and could not be removed as others use it, each in one line;
 *     the next application tries again
 */
public record Applied(
    int rulesAdded,
    int rulesRemoved,
    int rulesMoved,
    int chainsMade,
    int chainsRemoved,
    int setsMade,
    int setsChanged,
    int setsRemoved,
    long elementsAdded,
    long elementsRemoved,
    List<String> pending,
    List<String> left) {

  public Applied {
    pending = List.copyOf(pending);
    left = List.copyOf(left);
  }

  /** Whether anything was changed. */
  public boolean changed() {
    return rulesAdded + rulesRemoved + rulesMoved + chainsMade + chainsRemoved > 0
        || setsMade + setsChanged + setsRemoved > 0;
  }
}
