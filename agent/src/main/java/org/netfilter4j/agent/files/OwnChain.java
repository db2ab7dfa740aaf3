package org.netfilter4j.agent.files;

import java.util.List;

/**
 * A chain of the agent's, with all of its rules.
 *
 * @param declared the line that declares it
 */
public record OwnChain(String name, Place declared, List<WantedRule> rules) {
  public OwnChain {
    rules = List.copyOf(rules);
  }
}
