package org.netfilter4j.agent.files;

import org.netfilter4j.model.Rule;

/**
 * A rule that a file has.
 *
 * @param rule as it is sent to the kernel
 * @param key the same in the form by which rules are compared
 * @param place the line that it stands in
 */
public record WantedRule(Rule rule, Rule key, Place place) {}
