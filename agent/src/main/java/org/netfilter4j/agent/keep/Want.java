package org.netfilter4j.agent.keep;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.files.Place;
import org.netfilter4j.agent.files.WantedRule;
import org.netfilter4j.model.Rule;

/**
 * A rule as it shall be in a chain.
 *
 * @param key the form by which it is compared
 * @param place the line that wants it; null for one that the agent makes for itself
 * @param renewed whether it is made anew even where it is there, because what it refers to changes
 */
record Want(Rule rule, Rule key, @Nullable Place place, boolean renewed) {
  static Want of(WantedRule rule, boolean renewed) {
    return new Want(rule.rule(), rule.key(), rule.place(), renewed);
  }
}
